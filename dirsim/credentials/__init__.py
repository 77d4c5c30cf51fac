"""Credentials for AWS: mechanisms, lifetimes, and permissions."""
