"""Rotation step by step: what a cut leaves behind, and who is refused meanwhile."""

from __future__ import annotations

import pytest

from dirsim.credentials.rotation.rotation import ROTATION_STEPS, ConnectorRotation, Secret, rotate, window_of_failures


def test_a_whole_rotation_moves_the_labels():
    """After all four steps the new version is current, the old one previous, and the target takes the new one."""
    found = rotate(Secret(), "v2")
    assert (found.secret.current, found.secret.previous, found.secret.pending) == ("v2", "v1", "")
    assert found.finished
    assert found.readers_get_in


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        ("single", {"create": True, "set": True, "test": False, "finish": False}),
        ("alternating", dict.fromkeys(ROTATION_STEPS, True)),
    ],
)
def test_what_a_cut_leaves_behind(users, expected):
    """With one account a cut after *set* shuts readers out; with two accounts no cut does."""
    found = {step: rotate(Secret(users=users), "v2", cut_at=step).readers_get_in for step in ROTATION_STEPS}
    assert found == expected


def test_a_cut_leaves_the_previous_version_current():
    """Whatever step is cut, the version that readers get is the one from before."""
    for step in ROTATION_STEPS:
        left = rotate(Secret(), "v2", cut_at=step)
        assert left.secret.current == "v1"
        assert left.stopped_at == step


def test_the_window_of_failures():
    """One account: from *set* until *finish*; two accounts: never."""
    assert window_of_failures(Secret(), "v2") == ("set", "test")
    assert window_of_failures(Secret(users="alternating"), "v2") == ()


def test_clients_that_cache_need_two_accounts():
    """Somebody who read the secret before a rotation is refused with one account and let in with two."""
    assert not rotate(Secret(), "v2").caching_clients_get_in
    assert rotate(Secret(users="alternating"), "v2").caching_clients_get_in


def test_a_connectors_account_changes_in_the_directory_first():
    """Changed in AD sign-in stops until AWS knows; the other order is refused."""
    changed = ConnectorRotation().change_in_directory("v2")
    assert not changed.signs_in
    assert changed.change_in_connector("v2").signs_in
    with pytest.raises(ValueError, match="in AD first"):
        ConnectorRotation().change_in_connector("v2")


def test_an_unknown_step_is_refused():
    """Only the four steps can be cut."""
    with pytest.raises(ValueError, match="unknown step"):
        rotate(Secret(), "v2", cut_at="lunch")
