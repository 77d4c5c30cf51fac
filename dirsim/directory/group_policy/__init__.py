"""Group policy: resultant set of policy with the reason for each setting."""
