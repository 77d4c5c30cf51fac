"""Export of designs as Terraform configuration and CloudFormation."""
