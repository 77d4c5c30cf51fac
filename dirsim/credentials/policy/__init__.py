"""IAM policies: what is known of actions, how a policy is evaluated, and what is wrong with one."""
