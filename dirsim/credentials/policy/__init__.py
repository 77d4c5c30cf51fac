"""IAM policies: known actions, policy evaluation and policy checks."""
