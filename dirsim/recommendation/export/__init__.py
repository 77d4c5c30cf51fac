"""Export of a design to Terraform and CloudFormation, with what they cannot express."""
