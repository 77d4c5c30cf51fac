"""Sessions as text: steps, answers and refusals in the form of the command line."""

import json

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.credentials.sessions.session_answer import answered, hop
from dirsim.credentials.sessions.session_lifetimes import Hop
from dirsim.errors import InputError


def test_a_step_is_read_from_text():
    """A call, the requested duration, the role's maximum and the flags."""
    assert hop("assume-role:4h,max=12h,refreshes") == Hop(
        way="assume-role", requested_s=14400.0, role_max_s=43200.0, refreshes=True
    )
    assert hop("root") == Hop(way="root")


@pytest.mark.parametrize(
    "text", ["asume-role", "assume-role:soon", "assume-role,least=1h", "assume-role:1h,requested=2h", ""]
)
def test_a_step_that_cannot_be_read_is_bad_input(text):
    """An unknown call, option or duration is named with a hint."""
    with pytest.raises(InputError) as caught:
        hop(text)
    assert all(problem.hint for problem in caught.value.problems)


def test_the_answer_has_the_form_of_the_contract():
    """Each hop has its call, length, rule and facts; a refusal has the reasons and no length."""
    made = answered(["lambda-role", "assume-role:1h,max=12h"]).to_dict()
    assert (made["schema"], made["refused"], made["length_s"]) == ("dirsim.session/v1", False, 3600.0)
    assert [set(entry) for entry in made["hops"]] == [{"call", "length_s", "rule", "facts"}] * 2
    refused = answered(["lambda-role", "assume-role:2h,max=12h"]).to_dict()
    assert (refused["refused"], refused["length_s"]) == (True, None)
    assert "role chaining" in refused["why"][0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["iam-user", "get-session-token"], 0),
        (["get-session-token", "get-session-token"], 1),
        (["teleport"], 2),
        ([], 2),
    ],
)
def test_the_exit_code_says_granted_refused_or_unreadable(capsys, words, code):
    """0 granted, 1 refused, 2 bad input."""
    assert main(["session", *words, "--format", "json"]) == code
    if code < 2:
        assert json.loads(capsys.readouterr().out)["refused"] is bool(code)


def test_the_library_takes_steps_one_by_one_or_as_a_list():
    """Text and values may be mixed; a refused chain raises with every reason."""
    assert ds.session("lambda-role", ds.Hop(way="assume-role")) == ds.session(["lambda-role", "assume-role"])
    with pytest.raises(ds.InputError, match="role-chaining-cap"):
        ds.session("ecs-task-role", "assume-role:2h,max=12h")


def test_a_rotation_says_who_is_refused_and_when():
    """With one user, readers are refused between set and finish; with two users never; a cached value only with one."""
    single, two = ds.rotation("single", cache_s=300.0), ds.rotation("alternating", cache_s=300.0)
    assert (single.refused_after, two.refused_after) == (("set", "test"), ())
    assert (single.states[-1].caching, two.states[-1].caching) == (False, True)
    assert "up to 300 s" in single.because
    cut = ds.rotation("single", cut_at="test")
    assert (cut.finished, cut.states[-1].readers, cut.to_dict()["refused_after"]) == (False, False, ["set", "test"])
    for wrong in ({"users": "three"}, {"cut_at": "never"}, {"cache_s": -1.0}, {"cache_s": float("nan")}):
        with pytest.raises(ds.UsageError):
            ds.rotation(**wrong)


def test_a_leak_shows_what_the_policies_open(tmp_path):
    """The rights by service and access level, what goes beyond them, and unknown without a policy."""
    path = tmp_path / "p.json"
    statement = {"Effect": "Allow", "Action": ["s3:GetObject", "iam:CreateAccessKey"], "Resource": "*"}
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}), encoding="utf-8")
    found = ds.blast_radius("access-key", path)
    assert found.rights == {"iam": {"Write": 1}, "s3": {"Read": 1}}
    assert any("access keys" in message for message in found.worst)
    assert (found.leak.until_s, ds.blast_radius(["permission-set"], age_s=600).to_dict()["until_s"]) == (None, 3000.0)
    assert ds.blast_radius("lambda-role").rights is None
