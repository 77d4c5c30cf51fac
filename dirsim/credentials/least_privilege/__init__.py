"""Least privilege from CloudTrail: used permissions and IAM policies."""
