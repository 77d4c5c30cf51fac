"""Examples of each command, shown with its help and run by tests."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "recommend": (
        "dirsim recommend contoso",
        "dirsim recommend requirements.yaml --format markdown --output decision.md",
    ),
    "assess": ("dirsim assess contoso", "dirsim assess requirements.yaml --format sarif --output assessment.sarif"),
    "check": ("dirsim check requirements.yaml", "dirsim check requirements.yaml --format sarif"),
    "simulate": ("dirsim simulate contoso", "dirsim simulate contoso --design managed-ad-standard+two-way-trust"),
    "trace": ("dirsim trace contoso --flow erp-db/corp.example",),
    "availability": ("dirsim availability contoso --max-order 2",),
    "sweep": ("dirsim sweep contoso",),
    "ports": ("dirsim ports contoso --format csv",),
    "export": (
        "dirsim export terraform contoso --design managed-ad-standard+one-way-trust --output main.tf.json",
        "dirsim export cloudformation contoso -o template.json",
    ),
    "discover": (
        "dirsim discover ldif corp.ldf",
        "dirsim discover ldap ldaps://dc1.corp.example --user reader@corp.example -o estate.yaml",
    ),
    "least-privilege": ("dirsim least-privilege trail.json --days 90",),
    "lint-policy": ("dirsim lint-policy policy.json --fail-on error",),
    "session": ("dirsim session lambda-role assume-role:1h,max=12h", "dirsim session iam-user get-session-token:36h"),
    "can": (
        "dirsim can policy.json --action s3:GetObject --resource arn:aws:s3:::reports/2026.csv",
        "dirsim can role.json boundary.json --kind boundary.json=boundary --action iam:CreateUser",
    ),
    "diff": ("dirsim diff decision.md requirements.yaml",),
    "verify": ("dirsim verify decision.md",),
    "facts": ("dirsim facts ad-connector--caches-credentials", "dirsim facts --as-of 2023-01-01"),
    "check-schema": ("dirsim check-schema extension.ldf",),
    "policy": ("dirsim policy estate.yaml --user ana@corp.example --computer pc1@corp.example",),
    "trusts": ("dirsim trusts contoso --design managed-ad-standard+two-way-trust",),
    "managed-ad": ("dirsim managed-ad contoso",),
    "words": ("dirsim words needs", "dirsim words 'active directory'"),
    "new": ("dirsim new 'Branch office' --users 100 --connectivity vpn --workload 'virtual desktops' --need mfa",),
    "schema": ("dirsim schema requirements --output requirements.schema.json",),
    "lab": ("dirsim lab list",),
    "completion": ("dirsim completion bash",),
}
