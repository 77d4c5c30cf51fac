"""Words of the files, one record for each."""
