"""Group policy: which objects a user gets on a computer, which setting wins, and why."""
