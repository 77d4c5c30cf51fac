"""Many files at once: what is to be done, where it is done, and the file that the results are kept in."""
