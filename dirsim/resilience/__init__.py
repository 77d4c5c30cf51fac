"""Resilience: availability, timelines, cut sets and ports from many runs."""
