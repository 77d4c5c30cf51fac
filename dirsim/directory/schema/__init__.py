"""Schema extension checks, and the schema that results from them."""
