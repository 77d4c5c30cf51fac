"""Runs on a clock: packets, waits, caches and tickets."""
