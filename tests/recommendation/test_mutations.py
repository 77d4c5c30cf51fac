"""The rules of the real world decide: with any of them wrong, an answer becomes wrong."""

import pytest

OUTAGE = ["existing-credentials", "windows-auth-db", {"survive-outage": {"for": "4h"}}]


def statuses(answer):
    """The status of each design."""
    return {candidate.label: candidate.status for candidate in answer.candidates}


def test_if_a_trust_moved_passwords(ask, on_prem, monkeypatch):
    """If a trusting domain's controllers knew the passwords, a managed forest with a trust would survive the link."""
    before = ask(["rds-sqlserver"], OUTAGE, estate=on_prem)

    def everywhere(view, principal):
        trusts = view.topology.trusts.values()
        return (*(trust.trusting for trust in trusts if trust.trusted == principal.domain), principal.domain)

    monkeypatch.setattr("dirsim.protocols.client_program.password_domains", everywhere)
    monkeypatch.setattr("dirsim.protocols.account_state.password_domains", everywhere)
    after = ask(["rds-sqlserver"], OUTAGE, estate=on_prem)
    assert statuses(before)["managed-ad-standard+one-way-trust"] == "rejected"
    assert statuses(after)["managed-ad-standard+one-way-trust"] == "feasible"
    assert before.design != after.design


def test_if_a_connector_cached(ask, on_prem, monkeypatch):
    """If a connector could answer by itself, it would survive the link."""
    needs = ["existing-credentials", {"survive-outage": {"for": "4h"}}]
    before = ask(["aws-console"], needs, estate=on_prem)
    monkeypatch.setattr("dirsim.protocols.aws_sign_in.connector_answers_alone", lambda *_: True)
    after = ask(["aws-console"], needs, estate=on_prem)
    label = "ad-connector+iam-role"
    assert (statuses(before)[label], statuses(after)[label]) == ("rejected", "feasible")
    assert before.design != after.design == label


def test_if_a_connector_served_every_domain(ask, monkeypatch):
    """If a connector served trusted domains as well, one would be enough for two domains."""
    estate = {"on_prem_ad": {"domains": 2, "forests": 1}, "connectivity": "vpn"}
    before = ask(["workspaces"], ["existing-credentials"], estate=estate)
    monkeypatch.setattr("dirsim.protocols.aws_sign_in.connector_serves", lambda *_: True)
    after = ask(["workspaces"], ["existing-credentials"], estate=estate)
    assert (before.design, after.design) == ("ad-connector-per-domain", "ad-connector")


@pytest.mark.parametrize("kind", ["aws-console", "rds-sqlserver"])
def test_untouched_rules_give_the_answer_again(ask, on_prem, kind):
    """Asked twice, the same question has the same answer: nothing is kept between answers."""
    one, other = (ask([kind], ["existing-credentials"], estate=on_prem) for _ in range(2))
    assert one.to_dict() == other.to_dict()
