"""Options as builders: what exists goes in, a designed topology comes out."""
