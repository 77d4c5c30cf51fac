"""Every need, every prohibition and every kind of workload held against every design, on several estates."""

import itertools

import pytest

from dirsim.catalog.words import FORBIDS, NEEDS, WORKLOAD_KINDS
from dirsim.recommendation.engine import recommend
from dirsim.recommendation.need_rules import evaluated
from dirsim.recommendation.unsupported import unsupported

ESTATES = {
    "office": {"on_prem_ad": {"domains": 1, "forests": 1, "users": 2000}, "connectivity": "vpn"},
    "two domains": {"on_prem_ad": {"domains": 2, "forests": 1}, "connectivity": "dx", "aws": {"accounts": 3}},
    "two forests": {
        "on_prem_ad": {"domains": 2, "forests": 2},
        "connectivity": "private",
        "identity_providers": ["adfs"],
    },
    "nothing": {},
    "provider": {"identity_providers": ["entra-id"], "aws": {"accounts": "hundreds", "regions": 2}},
    "provider without saml": {"identity_providers": ["ldap-no-saml"]},
    "cloud directory": {"current_directory": "managed-ad-standard", "aws": {"accounts": 2}},
    "simple directory": {"current_directory": "simple-ad"},
    "connector": {"current_directory": "ad-connector", "on_prem_ad": True},
    "old domain": {"on_prem_ad": {"domains": 1}, "functional_level": "2003", "aws": {"new_customer": True}},
    "many regions": {"on_prem_ad": True, "aws": {"regions": 6, "opt_in_regions": True, "accounts": 200}},
    "large": {"on_prem_ad": {"domains": 1, "users": 60000, "objects": 300000}, "aws": {"accounts": "multiple"}},
    "other cloud": {"on_prem_ad": {"domains": 1}, "connectivity": "cross-cloud-vpn", "identity_providers": ["ldap"]},
}
GROUPS = {
    "none": [],
    "desktops": ["workspaces", "workspaces-linux", "appstream"],
    "databases": ["rds-sqlserver", "rds-mysql", "rds-postgresql"],
    "files": ["fsx-windows", "storage-gateway-smb"],
    "console": ["aws-console"],
    "mixed": ["ec2-windows", "workspaces", "aws-console"],
    "applications": ["sharepoint", "ldap-app"],
    "customers": ["public-web-app", "web-app"],
}
CHOSEN = [
    *(("office", group) for group in ("none", "desktops", "databases", "files", "console", "mixed", "customers")),
    ("two domains", "mixed"), ("two forests", "databases"), ("nothing", "mixed"), ("cloud directory", "mixed"), ("provider", "console"),
    ("two domains", "desktops"), ("old domain", "applications"), ("simple directory", "desktops"), ("many regions", "databases"),
]  # fmt: skip


def numbers(chosen):
    """Numbers in short: ``0-3 7``."""
    runs = []
    for number in chosen:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


COLUMNS = {"existing-ad-direct": "on-prem-only"} | dict.fromkeys(
    ("ad-connector-per-domain", "ad-connector-per-account"), "ad-connector"
)
BASE_FACTS = {
    "none": "workloads-use-roles",
    "cognito": "cognito-not-a-domain",
    "custom-identity-broker": "custom-identity-broker",
    "identity-center-builtin": "identity-center-builtin-needs-no-directory",
    "identity-center-external-idp": "identity-center-external-idp-saml-scim",
    "saml-federation": "saml-federation-per-account",
}


def cited(verdict, label):
    """The facts of a verdict: ``*`` in the place of the design's own column, ``base`` for the fact of its base."""
    base = label.partition("+")[0]
    own = f"{COLUMNS.get(base, base)}--"
    found = [f"*--{fact.removeprefix(own)}" if fact.startswith(own) else fact for fact in verdict.facts]
    return " ".join("base" if fact in ("*--domain-model", BASE_FACTS.get(base)) else fact for fact in found)


def judged(answer, *, starts=""):
    """The designs by name, numbered; then each verdict with the numbers of the designs that have it."""
    candidates = sorted(answer.candidates, key=lambda candidate: candidate.label)
    found = {}
    for number, candidate in enumerate(candidates):
        for verdict in candidate.verdicts:
            if verdict.requirement.startswith(starts):
                runs = f" {len(verdict.runs)} runs" if verdict.runs else ""
                key = (
                    f"{verdict.requirement} {verdict.rule} {verdict.verdict} [{cited(verdict, candidate.label)}]{runs}"
                )
                found.setdefault(key, []).append(number)
    names = " ".join(f"{number}={candidate.label}" for number, candidate in enumerate(candidates))
    return [f"  {names}", *(f"    {key}: {numbers(chosen)}" for key, chosen in sorted(found.items()))]


def ranked(answer):
    """The designs of an answer in its order, with rank, status and cost."""
    for candidate in answer.candidates:
        cost = candidate.cost
        yield (
            f"    {candidate.rank or '-'} {candidate.label} {candidate.status} {cost.amount:g}{'' if cost.complete else f' +{len(cost.missing)} unknown'}"
            f"{' unpriced' if cost.unpriced else ''} effort={candidate.design.effort} [{' '.join(cost.facts)}]"
        )


@pytest.mark.parametrize(("estate", "group"), dict.fromkeys(CHOSEN))
def test_every_need_is_judged_against_every_design(estate, group, sketch, reviewed):
    """Rule, verdict, facts and runs of each need, for each design, on this estate with these workloads."""
    name = f"needs_{estate}_{group}".replace(" ", "-")
    answer = recommend(sketch(GROUPS[group], list(NEEDS), estate=ESTATES[estate]))
    reviewed(name, [answer.status, *judged(answer, starts="needs.")])


@pytest.mark.parametrize(("estate", "group"), [("office", "mixed"), ("two domains", "desktops"), ("provider", "console"), ("cloud directory", "databases"), ("simple directory", "desktops"), ("provider without saml", "console"), ("nothing", "mixed")])  # fmt: skip
def test_every_prohibition_is_judged_against_every_design(estate, group, sketch, reviewed):
    """Rule, verdict and facts of each forbidden thing, for each design."""
    words = [word for word in FORBIDS if word != "two-way-trust"]
    answers = [recommend(sketch(GROUPS[group], ["mfa-radius", "sso"], forbids, estate=ESTATES[estate])) for forbids in (words, ["two-way-trust"])]  # fmt: skip
    name = f"forbids_{estate}_{group}".replace(" ", "-")
    reviewed(name, [line for answer in answers for line in judged(answer, starts="forbids.")])


@pytest.mark.parametrize("estate", ESTATES)
def test_what_a_file_implies_and_how_designs_rank(estate, sketch, reviewed):
    """On each estate: the designs in order with their cost, what is implied, and what is assumed."""
    lines = []
    for group in ("none", "desktops", "databases", "mixed", "applications"):
        kinds = GROUPS[group]
        answer = recommend(sketch(kinds, ["existing-credentials"] if kinds else [], estate=ESTATES[estate]))
        lines += [f"{group}: {answer.status} {answer.design or '-'} conflicts={' '.join(answer.conflicts) or '-'} assumptions={len(answer.assumptions)} old={' '.join(answer.stale) or '-'}"]  # fmt: skip
        lines += ranked(answer)
        lines += judged(answer, starts="implied.")
        lines += judged(answer, starts="workloads.")
    reviewed(f"implied_{estate}".replace(" ", "-"), lines)


@pytest.mark.parametrize("estate", ["office", "cloud directory"])
def test_each_kind_of_workload_accepts_what_it_accepts(estate, sketch, reviewed):
    """Each kind of workload alone: which designs serve it, with the fact of each refusal."""
    lines = []
    for kind in WORKLOAD_KINDS:
        answer = recommend(sketch([kind], estate=ESTATES[estate]))
        lines += [f"{kind}: {answer.status} {answer.design or '-'}", *judged(answer, starts="workloads.")]
    reviewed(f"workloads_{estate}".replace(" ", "-"), lines)


OUTAGES = [
    {"survive-outage": {"for": "4h"}},
    {"survive-outage": {"of": "vpn", "for": "4h"}},
    {"survive-outage": {"of": "vpn", "for": "11h"}},
    {"survive-outage": {"of": "hq", "for": "4h"}},
    {"survive-outage": {"of": "vpn", "for": "4h", "users": ["corp.example"]}},
    {"survive-partition": {"for": "4h"}},
    "survive-outage",
    "survive-partition",
    "survive-region-loss",
    "high-availability",
    "reliability",
]
DETAIL = {
    "sites": {"hq": {"kind": "on-premises"}, "branch": {"kind": "on-premises"}, "fra": {"kind": "aws-region", "region": "eu-central-1"}},
    "links": {
        "vpn": {"between": ["hq", "fra"], "kind": "site-to-site-vpn", "availability": 0.999, "latency": "20ms"},
        "mpls": {"between": ["hq", "branch"], "kind": "wan"},
    },
    "directories": {
        "corp": {
            "kind": "active-directory",
            "functional_level": "2016",
            "domains": {"corp.example": {"controllers": {"hq": 2}, "users": 500}},
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", ["rds-sqlserver", "workspaces", "aws-console", "ec2-windows"])
def test_each_outage_is_judged_by_runs(kind, sketch, reviewed):
    """Whether a design's sign-ins survive an outage, for links, sites and time."""
    lines = []
    for need in OUTAGES:
        workloads = {"it": {"kind": kind, "site": "fra", "users": ["corp.example"]}}
        answer = recommend(sketch(workloads, [need], estate=DETAIL))
        lines += [f"{need}: {answer.status} {answer.design or '-'}", *judged(answer, starts="needs.")]
    reviewed(f"outages_{kind}", lines)


PREFERENCES = ("cost", "effort", "simplicity", "availability", "latency", "security")


@pytest.mark.parametrize(("estate", "group"), [("office", "databases"), ("office", "mixed"), ("two domains", "desktops"), ("nothing", "mixed")])  # fmt: skip
def test_each_preference_orders_designs_in_its_way(estate, group, sketch, reviewed):
    """The order of the designs that fit, for each preference first; needs that are preferences count after it."""
    lines = []
    for optimize, need in itertools.product((*PREFERENCES, None), (None, "lowest-cost", "least-ops", "simplified-access", "security")):  # fmt: skip
        if optimize and need:
            continue
        answer = recommend(sketch(GROUPS[group], [need] if need else [], estate=ESTATES[estate], **({"optimize": [optimize]} if optimize else {})))  # fmt: skip
        order = " ".join(f"{candidate.rank}:{candidate.label}" for candidate in answer.candidates if candidate.rank)
        lines.append(f"{optimize or '-'} {need or '-'}: {answer.status} {order}")
    reviewed(f"order_{estate}_{group}".replace(" ", "-"), lines)


@pytest.mark.parametrize(
    ("estate", "group", "needs"),
    [
        ("office", "databases", ["existing-credentials"]), ("office", "console", ["sso-console"]), ("nothing", "desktops", []),
        ("old domain", "mixed", ["existing-credentials"]), ("two domains", "desktops", ["no-directory-data-in-cloud"]),
    ],
)  # fmt: skip
def test_smallest_changes_that_change_the_answer(estate, group, needs, sketch, reviewed):
    """Each single change after which another design, or none, is recommended."""
    answer = recommend(sketch(GROUPS[group], needs, ["servers"], estate=ESTATES[estate]))
    lines = [answer.design or "-"]
    for flip in answer.flips():
        lines += [
            f"{change.path}: {change.before} -> {change.after}: {flip.design or 'none'}" for change in flip.change
        ]
    reviewed(f"flips_{estate}_{group}".replace(" ", "-"), lines)


def test_what_is_not_modelled_is_named(sketch):
    """Every word that has no rule, and every directory that is taken for another, is named with its place."""
    directories = {f"d{n}": {"kind": kind, "domains": [f"d{n}.example"]} for n, kind in enumerate(("entra-domain-services", "samba-ad", "active-directory"))}  # fmt: skip
    req = sketch(["workdocs", "s3"], list(NEEDS), [word for word in FORBIDS if word != "two-way-trust"], estate={"directories": directories})  # fmt: skip
    paths = [entry.path for entry in unsupported(req)]
    assert paths[:2] == ["estate.directories.d0", "estate.directories.d1"]
    assert not {f"needs.{word}" for word in NEEDS if evaluated(req, word)} & set(paths)
    assert "needs.encryption-at-rest" in paths
    assert {"forbids.data-move", "forbids.ssh-keys"} <= set(paths)
    assert not {"forbids.servers", "forbids.user-sync"} & set(paths)
