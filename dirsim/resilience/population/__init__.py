"""Population of many users over a day or a week, as arrays."""
