"""Recommendations: designs judged against requirements and ranked."""
