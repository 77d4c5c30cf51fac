"""Links of designs: those that exist, and those that a design builds."""

import json

import pytest

from dirsim.errors import InputError
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.requirements import SKETCHED_LINKS
from dirsim.recommendation.engine import recommend

OFFICE = {"domains": 1, "users": 2000}


def private(answer):
    """The private links of the recommended design."""
    return {name for name, link in answer.topology.links.items() if not link.public}


@pytest.mark.parametrize("connectivity", ["none", "possible", "vpc-only", "unspecified", None])
@pytest.mark.parametrize("kind", ["public-web-app", "alb-web-app", "aws-console", "rds-sqlserver"])
def test_a_design_has_an_assumed_link_where_it_uses_it(ask, kind, connectivity):
    """A link that the file does not describe is in a design that needs it, which says so, and in no outage of another."""
    estate = {"on_prem_ad": OFFICE, **({"connectivity": connectivity} if connectivity else {})}
    answer = ask([kind], ["existing-credentials"], estate=estate)
    assumed = any("site-to-site VPN joins" in text for text in answer.assumptions)
    assert (private(answer) == {"vpn"}) is assumed
    lost = {outage.scenario for outage in answer.outages() if outage.scenario.startswith("link-down:")}
    assert lost == {f"link-down:{name}" for name in private(answer)}


@pytest.mark.parametrize(("word", "name"), SKETCHED_LINKS.items())
def test_outages_name_the_links_of_a_sketch(ask, word, name):
    """The rows of links are named after the connection that the file has."""
    answer = ask(["workspaces"], ["existing-credentials"], estate={"on_prem_ad": OFFICE, "connectivity": word})
    assert {one.scenario for one in answer.outages() if one.scenario.startswith("link-down:")} == {f"link-down:{name}"}


@pytest.mark.parametrize(("word", "other"), [("dx", "vpn"), ("private", "vpn"), ("vpn", "direct-connect")])
def test_the_loss_of_another_link_is_refused(word, other):
    """A need that survives a link which the sketch does not have is an error that names the links it has."""
    need = {"survive-outage": {"of": other, "for": "4h"}}
    file = {"dirsim": "requirements/v1", "name": "case", "estate": {"on_prem_ad": OFFICE, "connectivity": word}, "needs": [need]}  # fmt: skip
    with pytest.raises(InputError, match=rf"unknown element '{other}'.*{SKETCHED_LINKS[word]}"):
        parse_requirements(json.dumps(file))


def test_what_the_estate_does_not_have_is_not_survived():
    """An element that nothing in the estate is gives no verdict of success."""
    need = {"survive-outage": {"of": "metro-ring", "for": "4h"}}
    file = {"dirsim": "requirements/v1", "name": "case", "as_of": "2026-11-01", "estate": {"on_prem_ad": OFFICE, "connectivity": "dx"}, "workloads": {"desks": {"kind": "workspaces"}}, "needs": [need]}  # fmt: skip
    answer = recommend(parse_requirements(json.dumps(file)))
    assert answer.status == "insufficient-evidence"
    found = [one for entry in answer.candidates for one in entry.verdicts if one.requirement == "needs.survive-outage"]
    assert {str(one.verdict) for one in found} == {"unknown"}
    assert "metro-ring" in found[0].because
    assert "direct-connect" in found[0].because
