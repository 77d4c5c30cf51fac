"""Proposals: status, notes, the choice of principals, roles under two names, and roles without calls."""

import json

import pytest

from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.gaps import Gap
from dirsim.credentials.least_privilege.ledger import Ledger
from dirsim.credentials.least_privilege.principal import Kind, TrailPrincipal
from dirsim.credentials.least_privilege.proposal import (
    COMPLETE,
    INSUFFICIENT,
    PARTIAL,
    LeastPrivilege,
    Proposal,
    Skipped,
    _attach,
    propose,
)

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/nightly"
DATA = {"eventCategory": "Data", "managementEvent": False}
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}


DAY = 24 * 60
SHORT = "work that recurs less often than the trail shows"


def proposed(*calls, **options):
    """The proposal for some records, checked on its held-out days."""
    ledger = Ledger()
    records = [_decode(json.dumps(call).encode()) for call in calls]
    for record in records:
        ledger.add(record, ledger.caller(record))

    def read_again(replay):
        for record in records:
            replay.add(record, ledger.caller(record))

    return propose(ledger, **{"read_again": read_again, **options})


def session(role, account=ACCOUNT):
    """The identity of a session whose role has an unknown path."""
    return {"type": "AssumedRole", "arn": f"arn:aws:sts::{account}:assumed-role/{role}/run", "accountId": account}


@pytest.fixture
def reads(event):
    """A data event of a role on each of 28 days: an answer that consists of them is complete."""
    return [event("s3", "GetObject", {"bucketName": "b", "key": "k"}, day * DAY, **DATA) for day in range(28)]


def test_nothing_recorded_is_insufficient():
    """Without a record the answer has neither a window, a principal nor a policy."""
    made = proposed().to_dict()
    assert (made["status"], made["window"], made["principals"]) == (INSUFFICIENT, {"from": None, "to": None}, {})
    assert made["schema"] == "dirsim.least-privilege/v1"


def test_a_complete_answer(reads):
    """A principal without gaps in a long trail without gaps is complete, and so is the answer."""
    answer = proposed(*reads)
    assert (answer.status, answer.proposals[ROLE].status, answer.not_observable) == (COMPLETE, COMPLETE, ())
    assert answer.to_dict()["window"] == {"from": reads[0]["eventTime"], "to": reads[-1]["eventTime"]}


def test_damage_makes_every_principal_partial(reads):
    """A damaged file may hold calls of every principal, so none of them is complete."""
    answer = proposed(*reads, damaged=True)
    assert (answer.status, answer.proposals[ROLE].status) == (PARTIAL, PARTIAL)
    assert [gap.to_dict() for gap in answer.not_observable] == [
        {
            "service": "",
            "what": "records in damaged or rejected parts of files",
            "because": "see the skipped records",
        }
    ]


def test_one_incomplete_principal_makes_the_answer_partial(event, reads):
    """A gap of one principal does not touch the status of another, but the answer as a whole is partial."""
    answer = proposed(*reads, event("logs", "CreateLogStream", {"logGroupName": "g"}, 2, role="other"))
    assert {arn.rpartition("/")[2]: proposal.status for arn, proposal in answer.proposals.items()} == {
        "nightly": COMPLETE,
        "other": PARTIAL,
    }
    assert answer.status == PARTIAL


def test_a_short_trail_is_never_complete(reads):
    """One event, a day of events, and 27 days are not enough to know what recurs; the gap says how many are needed."""
    for count in (1, 2, 27):
        answer = proposed(*reads[:count])
        assert answer.status == answer.proposals[ROLE].status == PARTIAL
        assert [gap.because for gap in answer.not_observable if gap.what == SHORT] == [
            f"the trail covers {count} of 28 days"
        ]


def test_a_principal_that_was_seldom_active_is_never_complete(event, reads):
    """One event in a trail of four weeks does not show what a principal does on other days."""
    other = proposed(*reads, event("s3", "GetObject", {"bucketName": "b", "key": "k"}, 9, role="other", **DATA))
    assert [gap.because for gap in other.proposals[ROLE.replace("nightly", "other")].not_observable] == [
        "it was active on 1 of at least 3 days"
    ]
    assert other.proposals[ROLE].status == COMPLETE


def test_an_unchecked_or_failed_proposal_is_not_complete(event, reads):
    """Where records cannot be read again nothing is held out; where later calls would be refused the status is partial."""
    assert proposed(*reads, read_again=None).proposals[ROLE].held_out is None
    assert proposed(*reads, read_again=None).status == PARTIAL
    late = [event("s3", "PutObject", {"bucketName": "b", "key": "new"}, day * DAY, **DATA) for day in (25, 26, 27)]
    proposal = proposed(*reads, *late).proposals[ROLE]
    assert (proposal.status, proposal.held_out.calls, proposal.held_out.allowed) == (PARTIAL, 12, 9)
    assert proposal.held_out.refused == (("s3:PutObject", "arn:aws:s3:::b/new", 3),)


def test_principals_without_a_policy_of_their_own_do_not_count(event, reads):
    """The root user's proposal is always insufficient, which does not make the answer partial."""
    assert proposed(*reads, event("ec2", "DescribeVpcs", None, 2, userIdentity=ROOT)).status == COMPLETE
    assert proposed(event("ec2", "DescribeVpcs", None, 2, userIdentity=ROOT, **DATA)).status == INSUFFICIENT


@pytest.mark.parametrize(
    ("operation", "more", "note"),
    [
        ("DescribeVpcs", {"errorCode": "AccessDenied"}, "only denied calls"),
        ("MakeCoffee", {}, "no calls that require a permission"),
    ],
)
def test_a_principal_without_a_used_permission_gets_a_reason(event, operation, more, note):
    """A principal whose calls were all denied, or require nothing, has no policy, and the note says why."""
    answer = proposed(event("ec2", operation, **more))
    proposal = answer.proposals[ROLE]
    assert (proposal.status, proposal.policies, proposal.note, answer.status) == (INSUFFICIENT, (), note, INSUFFICIENT)
    assert [entry["action"] for entry in proposal.denied] == (["ec2:DescribeVpcs"] if more else [])


def test_principals_are_in_the_order_of_their_names(event):
    """Proposals are sorted by ARN, whatever the order of the records."""
    answer = proposed(*(event("ec2", "DescribeVpcs", None, place, role=role) for place, role in enumerate("cab")))
    assert [arn[-1] for arn in answer.proposals] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, ["deep/path/app", "nightly"]),
        (ROLE, ["nightly"]),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/nightly/any", ["nightly"]),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/app/any", ["deep/path/app"]),
        (f"arn:aws:iam::{ACCOUNT}:role/app", ["deep/path/app"]),
        (f"arn:aws:iam::{ACCOUNT}:role/other/path/nightly", ["nightly"]),
        ("arn:aws:iam::444455556666:role/app", []),
        (f"arn:aws:iam::{ACCOUNT}:role/pp", []),
        (f"arn:aws:iam::{ACCOUNT}:user/app", []),
        ("app", []),
    ],
)
def test_a_principal_is_found_by_its_role_or_session(event, wanted, found):
    """A session's ARN, or a role's without its path, selects the role of that name in that account."""
    calls = [
        event("ec2", "DescribeVpcs", None, place, role=role) for place, role in enumerate(("nightly", "deep/path/app"))
    ]
    assert [arn.partition(":role/")[2] for arn in proposed(*calls, principal=wanted).proposals] == found


def test_two_roles_of_one_name_are_not_confused(event):
    """If two roles share the last part of their names, a session without a path selects neither."""
    calls = [event("ec2", "DescribeVpcs", None, place, role=role) for place, role in enumerate(("a/app", "b/app"))]
    assert proposed(*calls, principal=f"arn:aws:sts::{ACCOUNT}:assumed-role/app/x").proposals == {}
    assert list(proposed(*calls, principal=f"arn:aws:iam::{ACCOUNT}:role/a/app").proposals) == [
        f"arn:aws:iam::{ACCOUNT}:role/a/app"
    ]


def test_the_status_is_that_of_the_chosen_principals(event, reads):
    """Restricted to one principal, the status does not depend on the others."""
    calls = (*reads, event("logs", "CreateLogStream", {"logGroupName": "g"}, 2, role="other"))
    assert proposed(*calls, principal=ROLE).status == COMPLETE
    assert proposed(*calls, principal=f"{ROLE}x").status == INSUFFICIENT


def test_a_role_under_two_names_is_one(event):
    """Calls of a session without path belong to the one role of that name; counts and permissions are added up."""
    calls = [
        event("ec2", "DescribeVpcs", None, 1, role="deep/app"),
        event("ec2", "DescribeVpcs", None, 2, userIdentity=session("app")),
        event("ec2", "DescribeSubnets", None, 3, userIdentity=session("app")),
    ]
    (proposal,) = proposed(*calls).proposals.values()
    assert proposal.principal.arn == f"arn:aws:iam::{ACCOUNT}:role/deep/app"
    assert {entry["action"]: entry["count"] for entry in proposal.evidence} == {
        "ec2:DescribeSubnets": 1,
        "ec2:DescribeVpcs": 2,
    }


@pytest.mark.parametrize(
    ("exact", "joined"),
    [(["a/app"], True), (["a/app", "b/app"], False), ([], False), (["a/xapp"], False), (["app/x"], False)],
)
def test_a_session_joins_only_the_one_role_of_its_name(event, exact, joined):
    """A session without path stays apart if several roles, or none, have its name."""
    calls = [event("ec2", "DescribeVpcs", None, place, role=role) for place, role in enumerate(exact)]
    answer = proposed(*calls, event("ec2", "DescribeSubnets", None, 9, userIdentity=session("app")))
    assert (f"arn:aws:iam::{ACCOUNT}:role/app" in answer.proposals) is not joined
    assert len(answer.proposals) == len(exact) + (not joined)


def test_a_session_of_another_account_is_another_principal(event):
    """Roles of one name in two accounts are two principals."""
    calls = [
        event("ec2", "DescribeVpcs", None, 1, role="deep/app"),
        event("ec2", "DescribeVpcs", None, 2, userIdentity=session("app", "444455556666")),
    ]
    assert len(proposed(*calls).proposals) == 2


@pytest.mark.parametrize(
    ("role", "expected"),
    [(f"arn:aws:iam::{ACCOUNT}:role/silent", True), ("arn:aws:iam::444455556666:role/silent", False), (ROLE, False)],
)
def test_an_assumed_role_without_calls_is_expected_in_its_own_account(event, reads, role, expected):
    """A role of an account in the trail that was assumed and did nothing is a gap; a role of another account is not."""
    take = event("sts", "AssumeRole", {"roleArn": role}, 2)
    answer = proposed(*reads, take, take | {"eventID": "x"})
    assert (len(answer.proposals) == 2) is expected
    if expected:
        proposal = answer.proposals[role]
        assert (proposal.status, proposal.note) == (INSUFFICIENT, "the trail contains none of its calls")
        assert [gap.because for gap in proposal.not_observable] == [
            "it was assumed 2 times, and the trail contains none of its calls"
        ]
        assert (proposal.principal.arn, proposal.principal.kind) == (role, Kind.ROLE)
        assert answer.status == PARTIAL


@pytest.mark.parametrize("code", ["AccessDenied", None])
def test_an_account_counts_once_something_was_used_in_it(event, reads, code):
    """A role is expected in the trail only if a principal of its account used a permission there."""
    silent = "arn:aws:iam::444455556666:role/silent"
    take = event("sts", "AssumeRole", {"roleArn": silent}, 2)
    elsewhere = event("ec2", "DescribeVpcs", None, 3, userIdentity=session("x", "444455556666"), errorCode=code)
    assert (silent in proposed(*reads, take, elsewhere).proposals) is (code is None)


@pytest.mark.parametrize(
    "role", [f"aws-service-role/x.amazonaws.com/{name}" for name in ("AWSServiceRoleForX", "Other")]
)
def test_a_silent_service_linked_role_is_not_editable(event, reads, role):
    """A service-linked role that was assumed keeps its kind, so that its silence does not make the answer partial."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
    answer = proposed(*reads, event("sts", "AssumeRole", {"roleArn": arn}, 2))
    assert answer.proposals[arn].principal.kind is Kind.SERVICE_LINKED_ROLE
    assert answer.status == COMPLETE


SET = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_0123456789abcdef"


@pytest.mark.parametrize(
    ("kind", "arn", "count", "note"),
    [
        (Kind.ROLE, ROLE, 10, ""),
        (Kind.ROLE, ROLE, 11, "11 managed policies: more than the 10 that can be attached without a quota increase"),
        (Kind.USER, ROLE, 1, ""),
        (Kind.PERMISSION_SET, SET, 1, "attach it to the permission set Audit: IAM Identity Center manages its role"),
        (
            Kind.FEDERATED_USER, ROLE, 1,
            "use it as the session policy; the user who requests the session must have these permissions too",
        ),
    ],
)  # fmt: skip
def test_the_note_says_how_to_attach_the_policies(kind, arn, count, note):
    """Ten managed policies can be attached to a role; a permission set and a federated session are special."""
    assert _attach(TrailPrincipal(arn, kind), count) == note


def test_a_proposal_as_json(event):
    """The JSON of a proposal has its kind, status, policies and evidence; a permission set also has its name."""
    call = event("ec2", "DescribeVpcs", role=SET.partition(":role/")[2])
    (made,) = proposed(call).to_dict()["principals"].values()
    assert list(made) == [
        *"kind editable status permission_set policies denied inferred not_observable unused granted_today held_out unchecked evidence note".split()
    ]
    assert (made["kind"], made["editable"], made["permission_set"]) == ("permission-set", True, "Audit")
    (plain,) = proposed(event("ec2", "DescribeVpcs")).to_dict()["principals"].values()
    assert "permission_set" not in plain


def test_evidence_shows_conditions_and_reasons_only_where_there_are_some(event):
    """An entry of the evidence has a condition for a key in between, and a reason if it was inferred."""
    role = f"arn:aws:iam::{ACCOUNT}:role/fn"
    call = event("lambda", "CreateFunction20150331", {"functionName": "f", "role": role})
    made = proposed(call).proposals[ROLE]
    assert [set(entry) for entry in made.evidence] == [{"action", "resources", "count", "first", "last", "event_ids"}]
    (entry,) = made.inferred
    assert entry["condition"] == {"iam:PassedToService": "lambda.amazonaws.com"}
    assert entry["because"] == "lambda:CreateFunction passes a role to the service"
    assert entry["event_ids"] == [call["eventID"]]


def test_the_actions_of_a_proposal_are_those_of_its_policies():
    """The granted actions of all statements of all policies are listed once, sorted."""
    policies = tuple(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["*"]}]}
        for actions in (["s3:B", "s3:A"], ["ec2:C", "s3:A"])
    )
    assert Proposal(TrailPrincipal(ROLE, Kind.ROLE), COMPLETE, policies).actions == ("ec2:C", "s3:A", "s3:B")
    assert Proposal(TrailPrincipal(ROLE, Kind.ROLE), INSUFFICIENT).actions == ()


def test_the_whole_answer_as_json():
    """Skipped records and gaps of the trail keep their order and all their parts in the JSON."""
    answer = LeastPrivilege(
        PARTIAL, "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", {}, (Gap("s3", "w", "b"),), (Skipped("f", "r", 3, ("p", "q")),)
    )  # fmt: skip
    assert answer.to_dict() == {
        "schema": "dirsim.least-privilege/v1",
        "status": "partial",
        "window": {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"},
        "principals": {},
        "not_observable": [{"service": "s3", "what": "w", "because": "b"}],
        "skipped": [{"file": "f", "reason": "r", "count": 3, "places": ["p", "q"]}],
    }
