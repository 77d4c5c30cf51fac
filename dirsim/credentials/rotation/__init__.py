"""Rotation of a secret as a state machine."""
