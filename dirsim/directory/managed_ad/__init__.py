"""AWS Managed Microsoft AD: readiness, limits, migration effects."""
