"""The examples that come with the library."""

import re

import pytest

import dirsim
from dirsim import examples
from dirsim.errors import UsageError
from dirsim.recommendation.engine import recommend

ANSWERS = {
    "contoso": ("self-managed-ec2+ad-connector", "managed-ad-hybrid"),
    "fabrikam": ("ad-connector",),
    "northwind": ("existing-ad-direct",),
    "woodgrove": ("managed-ad-enterprise+multi-region",),
    "adatum": ("identity-center-external-idp",),
    "wingtip": ("managed-ad-standard+one-way-trust",),
}


def test_every_example_has_its_claim():
    """No example is without an answer that is checked."""
    assert set(ANSWERS) == set(examples.names())


@pytest.mark.parametrize("name", examples.names())
def test_examples_are_answered_as_meant(name):
    """Each example is recommended the design that its story is about."""
    choice = recommend(examples.load(name))
    assert choice.status == "recommended"
    assert choice.design in ANSWERS[name]


@pytest.mark.parametrize("name", examples.names())
def test_examples_are_files_to_learn_from(name):
    """Each example names its schema for editors, says in comments what it is about, and fixes the day of its facts."""
    text = examples.text(name)
    assert text.startswith("# yaml-language-server: $schema=requirements.schema.json\n#\n# ")
    assert re.search(r"^as_of: \d{4}-\d{2}-\d{2}", text, flags=re.MULTILINE)
    assert getattr(dirsim.examples, name)() == examples.load(name)


@pytest.mark.parametrize("name", examples.names())
def test_domains_are_fictional(name):
    """Domains end in .example, which nobody can own."""
    requirements = examples.load(name)
    domains = [domain for directory in requirements.estate.directories.values() for domain in directory.domains]
    assert all(domain.endswith(".example") for domain in domains)


def test_contoso_tells_the_story_of_the_vpn():
    """What rejects the trust in the main example is the run without the VPN, and what is chosen survives it."""
    choice = recommend(examples.contoso())
    trust = choice.why("managed-ad-standard+two-way-trust")
    lost = [v for v in trust if v.verdict == "not-met"]
    assert [v.requirement for v in lost] == ["needs.survive-outage"]
    assert lost[0].runs[0].outcome == "timed-out"


def test_wingtip_survives_for_those_in_the_managed_domain():
    """Users kept in the managed domain go on signing in when the VPN is lost; those on the premises do not."""
    choice = recommend(examples.wingtip())
    met = next(v for v in choice.best.verdicts if v.requirement == "needs.survive-outage")
    assert met.verdict == "met"
    line = choice.timelines()[0]
    assert line.row("shares/studio.example", "new sign-in").lost_at is None
    assert line.row("shares/corp.example", "new sign-in").lost_at is not None


def test_an_unknown_example_is_answered_with_a_near_one():
    """A slip in an example's name is answered with the name that was meant."""
    with pytest.raises(UsageError) as caught:
        examples.text("contosso")
    assert "'contoso'" in str(caught.value)
