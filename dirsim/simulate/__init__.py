"""Flow, topology, scenario and instant in; trace out."""
