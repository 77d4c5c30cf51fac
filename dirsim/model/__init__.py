"""What exists, as frozen values: no file, screen, clock or cloud call."""
