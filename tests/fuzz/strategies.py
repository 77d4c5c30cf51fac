"""Hypothesis strategies for the formats that dirsim reads: valid and nearly valid files."""

import json

from hypothesis import strategies as st

from dirsim.catalog.words import CONNECTIVITY, FORBIDS, NEEDS, WORKLOAD_KINDS

names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
"""Names as hostile people write them."""
words = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)


@st.composite
def requirements_data(draw: st.DrawFn) -> dict[str, object]:
    """The data of a small requirements file that fits its schema."""
    return {
        "dirsim": "requirements/v1",
        "name": draw(names.filter(str.strip)),
        "as_of": "2026-11-01",
        "estate": {
            "on_prem_ad": draw(
                st.sampled_from([True, False, {}, {"domains": 1, "users": 10}, {"domains": 2, "forests": 1}])
            ),
            "connectivity": draw(st.sampled_from(sorted(CONNECTIVITY))),
            "aws": draw(st.sampled_from([{}, {"accounts": 2}, {"regions": ["eu-central-1"]}])),
        },
        "workloads": {
            draw(words): {"kind": kind} for kind in draw(st.lists(st.sampled_from(sorted(WORKLOAD_KINDS)), max_size=2))
        },
        "needs": draw(st.lists(st.sampled_from(sorted(NEEDS)), max_size=3, unique=True)),
        "forbids": draw(st.lists(st.sampled_from(sorted(FORBIDS)), max_size=2, unique=True)),
    }


requirements_texts = requirements_data().map(json.dumps)
"""Requirements files as JSON text."""

policies = st.fixed_dictionaries(
    {
        "Version": st.just("2012-10-17"),
        "Statement": st.lists(
            st.fixed_dictionaries(
                {
                    "Effect": st.sampled_from(["Allow", "Deny"]),
                    "Action": st.lists(
                        st.sampled_from(["s3:GetObject", "s3:*", "iam:Pass*", "*", "ec2:?*"]), min_size=1, max_size=3
                    ),
                    "Resource": st.sampled_from(["*", "arn:aws:s3:::b/*", "arn:aws:s3:::${aws:username}/*"]),
                }
            ),
            min_size=1,
            max_size=3,
        ),
    }
)
"""IAM policies as plain data."""

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=12,
)
"""Any JSON value."""


@st.composite
def ldif_texts(draw: st.DrawFn) -> str:
    """LDIF with entries of known and unknown classes, and lines out of place."""
    classes = st.sampled_from(["domainDNS", "user", "computer", "group", "site", "subnet", "groupPolicyContainer", "x"])
    lines = []
    for _ in range(draw(st.integers(0, 4))):
        dn = draw(
            st.sampled_from(
                ["", "DC=a,DC=b", "CN=x,DC=a,DC=b", "CN=x\\ ,DC=a", ",", "CN", "CN=Sites,CN=Configuration,DC=a,DC=b"]
            )
        )
        lines += [f"dn: {dn}", f"objectClass: {draw(classes)}"]
        lines += [f"{draw(words)}: {draw(st.text(max_size=8))}" for _ in range(draw(st.integers(0, 3)))]
        lines.append("")
    return "\n".join(lines)
