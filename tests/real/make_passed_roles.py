"""Derive the requests that pass a role to a service, from botocore's models; run by hand, the result is committed.

A string of the request passes a role if its name ends in a word for roles and its documentation speaks of an IAM role.
Reading operations, and fields that name a role without passing it, are left out.
"""

import json
import re
from pathlib import Path

import botocore
import botocore.session

from dirsim.credentials.least_privilege.inferred import PASSING
from dirsim.credentials.least_privilege.meaning import prefix_of
from dirsim.credentials.policy.known import action

TARGET = Path(__file__).parents[2] / "dirsim/credentials/least_privilege/passed_roles.json"
NAMED = re.compile(r"(?i)(role_?arns?|rolearn\w*|\w*role|\w*iam_?roles?|\w*instanceprofile\w*|rolename)$")
MEANT = re.compile(r"(?i)\biam\b|arn|assume|service role|execution role|permission")
READS = re.compile(
    r"^(Get|List|Describe|Delete|Search|Query|Batch(Get|Delete)|Check|Validate|Detach|Disassociate|Untag|Cancel|Stop|Test|"
    r"Simulate|Revoke|Assume|Lookup|Preview|Accept|Head)"
)
OTHERS = {
    "rolename",
    "sourcerolearn",
    "targetrolearn",
    "assumablerolearns",
    "devicerolearn",
    "invokerrolename",
    "secretaccessrolearns",
}
DEEPEST = 6


def fields(shape, seen=frozenset(), depth=0):
    """The names of the strings of a shape that pass a role."""
    if depth > DEEPEST or shape.name in seen:
        return
    if shape.type_name == "list":
        yield from fields(shape.member, seen, depth + 1)
    elif shape.type_name == "map":
        yield from fields(shape.value, seen, depth + 1)
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            inner = member
            while inner.type_name == "list":
                inner = inner.member
            text = re.sub("<[^>]+>", " ", member.documentation or "")
            if inner.type_name == "string" and NAMED.search(name):
                if re.search(r"(?i)\brole\b|instance profile", text) and MEANT.search(text):
                    yield name
            elif inner.type_name in {"structure", "map"}:
                yield from fields(inner, seen | {shape.name}, depth + 1)


def main():
    """Write the table."""
    rows = {row["action"]: row for row in json.loads(TARGET.read_text(encoding="utf-8"))}
    session = botocore.session.get_session()
    for service in session.get_available_services():
        model = session.get_service_model(service)
        prefix = prefix_of(f"{model.signing_name or model.endpoint_prefix}.amazonaws.com")
        for operation in model.operation_names:
            shape = model.operation_model(operation).input_shape
            known = action(f"{prefix}:{operation}")
            if shape is None or known is None or READS.match(operation) or prefix in {"sts", "iam"}:
                continue
            names = sorted({name for name in fields(shape) if name.lower() not in OTHERS})
            if names:
                merged = sorted({name.lower() for name in names} | set(PASSING.get(known.name, ())))
                source = f"botocore {botocore.__version__}, {service} {operation}: {', '.join(names)}"
                rows[known.name] = {"action": known.name, "fields": merged, "source": source}
    text = ",\n".join(json.dumps(rows[name]) for name in sorted(rows))
    TARGET.write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
