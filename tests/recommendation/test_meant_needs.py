"""Needs of which a file has no workload: they are named, and add nothing."""

import pytest

from dirsim.catalog.need_kind import MEANT
from dirsim.catalog.need_words import NEED_KINDS
from dirsim.catalog.workload_kinds import KINDS
from dirsim.pages.markdown import markdown
from dirsim.recommendation.assess import assess
from dirsim.recommendation.recommendation_page import recommendation_page

UNRELATED = ("aws-console", "appstream", "public-web-app", "s3", "dns", None)
OF_WORKLOADS = [word for word, record in NEED_KINDS.items() if record.scope in MEANT and not record.alone]
ABSENT = [
    (word, kind)
    for word in OF_WORKLOADS
    for kind in UNRELATED
    if kind is None or not NEED_KINDS[word].may_mean(KINDS[kind])
]


@pytest.fixture(scope="module", params=["a domain", "no domain"])
def estate(request, on_prem):
    """An office with a domain, and one without."""
    return on_prem if request.param == "a domain" else {"on_prem_ad": False, "users": 300}


@pytest.mark.parametrize(("word", "kind"), ABSENT)
def test_a_need_without_its_workload_adds_nothing(ask, estate, word, kind):
    """The design is that of the file without the need, and the need is listed with the reason."""
    kinds = [kind] if kind else []
    without, answer = ask(kinds, [], estate=estate), ask(kinds, [word], estate=estate)
    assert (answer.status, answer.design) == (without.status, without.design)
    assert not any(one.requirement == f"needs.{word}" for entry in answer.candidates for one in entry.verdicts)
    effects = {entry.path: entry.effect for entry in answer.unsupported}
    assert effects[f"needs.{word}"].startswith("nothing in the file is meant")


def test_the_headline_counts_a_need_without_its_workload(ask, on_prem):
    """The page does not say that every need is met, and says which one is not evaluated."""
    page = markdown(recommendation_page(ask(["appstream"], ["windows-auth-db"], estate=on_prem)))
    assert "every need that was evaluated (1 not: see below)" in page
    assert "it speaks of databases" in page


@pytest.mark.parametrize("word", [word for word, record in NEED_KINDS.items() if record.alone])
def test_what_is_asked_for_by_itself_is_judged(ask, on_prem, word):
    """A need of the directory itself, or one that names what is to be opened, has a verdict whatever the workloads."""
    answer = ask(["public-web-app"], [word], estate=on_prem)
    assert any(one.requirement == f"needs.{word}" for one in answer.best.verdicts)


@pytest.mark.parametrize("word", ["schema-extension", "domain-admin-rights", "full-control", "password-policy"])
def test_the_existing_domain_has_its_own_abilities(ask, on_prem, word):
    """What the company's own domain can do asks for no directory beside it."""
    assert ask(["public-web-app"], [word], estate=on_prem).design == "cognito"


def test_what_servers_may_hold_is_meant(ask, on_prem):
    """A server may run a database: the need is judged, by the domain that the server joins."""
    answer = ask(["ec2-windows"], ["windows-auth-db"], estate=on_prem)
    assert any(one.requirement == "needs.windows-auth-db" for one in answer.best.verdicts)


def test_an_own_procedure_opens_the_console_by_a_broker(ask):
    """A need of an own sign-in procedure adds no user pool beside a console."""
    estate = {"on_prem_ad": False, "identity_providers": ["custom"], "users": 300}
    assert ask(["aws-console"], ["custom-authentication"], estate=estate).design == "custom-identity-broker+iam-role"


def test_an_assessment_names_a_need_without_its_workload(sketch, on_prem):
    """An assessment lists what it did not evaluate."""
    found = assess(sketch(["ec2-windows"], ["app-login", "mfa-radius", "sso-console", "rbac"], estate=on_prem))
    assert found.verdicts
    assert not [text for text in found.assumptions if "needs.rbac" in text]
    empty = assess(sketch(["dns"], ["windows-auth-db"], estate=on_prem))
    assert any("needs.windows-auth-db" in text and "nothing in the file is meant" in text for text in empty.assumptions)
