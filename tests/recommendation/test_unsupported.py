"""What the library does not model is named, never dropped."""


def effects(answer):
    """What is named, with its effect."""
    return {entry.path: entry.effect for entry in answer.unsupported}


def test_what_decides_nothing_is_named(ask, on_prem):
    """A need and something forbidden that no rule judges are named with the effect on the answer."""
    found = effects(ask(["ec2-windows"], ["encryption-at-rest"], ["root-keys"], estate=on_prem))
    assert set(found) == {"needs.encryption-at-rest", "forbids.root-keys"}
    assert all("does not affect this answer" in effect for effect in found.values())


def test_other_vendors_directories_are_named(ask):
    """A directory that is treated as another kind is named."""
    estate = {"directories": {"cloud": {"kind": "entra-domain-services", "domains": {"corp.example": {}}}}}
    assert "estate.directories.cloud" in effects(ask(["ec2-windows"], estate=estate))


def test_what_is_modelled_is_not_named(ask, on_prem):
    """A file that is judged whole names nothing."""
    assert effects(ask(["workspaces"], ["existing-credentials"], ["extra-directory"], estate=on_prem)) == {}


def test_an_existing_connector_is_modelled(ask):
    """A connector that exists is kept at no further cost, so that nothing is named."""
    gate = {"gate": {"kind": "ad-connector", "domains": ["corp.example"]}}
    corp = {"corp": {"domains": {"corp.example": {"users": 100}}}}
    answer = ask(["workspaces"], ["existing-credentials"], estate={"directories": corp | gate})
    assert (answer.design, effects(answer)) == ("ad-connector", {})
    assert answer.candidates[0].cost.amount == 0
