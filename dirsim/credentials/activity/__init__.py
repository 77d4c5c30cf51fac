"""Recorded activity: which rights a principal used, and the policy that grants just those."""
