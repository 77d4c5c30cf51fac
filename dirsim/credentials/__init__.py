"""What somebody or something should hold to reach AWS, for how long, and with what rights."""
