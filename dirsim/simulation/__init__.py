"""Simulation drivers: flow, topology, scenario and instant in; trace out."""
