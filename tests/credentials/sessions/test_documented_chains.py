"""Chains of credentials with the lengths and refusals that the STS and Roles Anywhere references state."""

import pytest

import dirsim as ds
from dirsim.errors import InputError

CHAINS = [
    ("iam-user get-session-token:36h", 36),
    ("iam-user get-session-token:37h", None),
    ("iam-user get-session-token:2h,root", 1),
    (
        "iam-user get-session-token:2h assume-role:8h,max=12h",
        None,
    ),  # STS counts a session token among the chained credentials
    ("iam-user get-session-token:2h assume-role:1h,max=12h", 1),
    ("iam-user get-session-token:1h get-federation-token:1h", None),
    ("iam-user get-federation-token", 12),
    ("iam-user get-federation-token:15m", 0.25),
    ("iam-user get-federation-token:2h,root", 1),
    ("iam-user get-federation-token:2h assume-role", None),
    ("iam-user assume-role:10m,max=12h", None),
    ("iam-user assume-role:2h,max=1h", None),
    ("iam-user assume-role:12h,max=12h", 12),
    ("ecs-task-role assume-role:90m,max=12h", None),
    ("lambda-role get-session-token:1h", None),
    ("instance-profile assume-role:1h,max=12h assume-role:1h,max=12h", 1),
    ("assume-role-with-saml:12h,max=12h assume-role", 1),
    ("assume-role-with-saml:14m,max=12h", None),
    ("assume-role-with-web-identity:12h,max=12h", 12),
    ("roles-anywhere:12h,max=12h", 12),
    ("roles-anywhere:13h,max=12h", None),
    ("permission-set:13h", None),
    ("permission-set:8h assume-role:2h,max=4h", None),
]


@pytest.mark.parametrize(("chain", "hours"), CHAINS)
def test_a_chain_lasts_as_long_as_documented(chain, hours):
    """The last session of a chain has the documented length, or the call is refused."""
    if hours is None:
        with pytest.raises(InputError):
            ds.session(*chain.split())
    else:
        assert ds.session(*chain.split()).length_s == hours * 3600
