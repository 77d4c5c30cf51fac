"""Whether a schema extension would be taken, and what the schema looks like afterwards."""
