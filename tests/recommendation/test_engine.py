"""What must be answered, whatever else changes."""

from datetime import date

import pytest

from dirsim.recommendation.engine import recommend

DB = ("windows-auth-db", "existing-credentials")
WITH_TRUST = "managed-ad-standard+one-way-trust"
DETAIL = {
    "sites": {"hq": {"kind": "on-premises"}, "fra": {"kind": "aws-region", "region": "eu-central-1"}},
    "links": {"vpn": {"between": ["hq", "fra"], "kind": "site-to-site-vpn"}},
    "directories": {
        "corp": {"kind": "active-directory", "domains": {"corp.example": {"controllers": {"hq": 2}, "users": 500}}},
        "cloud": {
            "kind": "managed-microsoft-ad",
            "edition": "standard",
            "domains": {"cloud.example": {"users": 300}},
        },
    },
    "trusts": {"existing": {"trusting": "cloud.example", "trusted": "corp.example"}},
}


def feasible(answer):
    """The labels of all feasible designs."""
    return {candidate.label for candidate in answer.candidates if candidate.status == "feasible"}


def reason(answer, design, requirement):
    """The verdict of one requirement against one design."""
    return next(verdict for verdict in answer.why(design) if verdict.requirement == requirement)


def test_a_trust_does_not_survive_the_link(ask, on_prem):
    """Managed AD with a trust, for users of the office, is refused by a run that shows the exchange that fails."""
    answer = ask(["rds-sqlserver"], [*DB, {"survive-outage": {"for": "4h"}}], estate=on_prem)
    for direction in ("one-way-trust", "two-way-trust"):
        verdict = reason(answer, f"managed-ad-standard+{direction}", "needs.survive-outage")
        assert verdict.verdict == "not-met"
        assert verdict.runs
        assert all(run.failed is not None and not run.through for run in verdict.runs)
        assert str(verdict.runs[0].failed) in verdict.because
    assert answer.design in ("self-managed-ec2", "managed-ad-hybrid")


def test_a_trust_survives_for_users_of_the_managed_domain(sketch):
    """For users whose accounts are in the managed domain, the same need is met by runs, whatever the trust."""
    need = {"survive-outage": {"of": "vpn", "for": "4h", "users": ["cloud.example"]}}
    workloads = {"db": {"kind": "rds-sqlserver", "site": "fra", "users": ["cloud.example"]}}
    answer = recommend(sketch(workloads, [*DB, need], estate=DETAIL))
    for design in ("managed-ad-standard", WITH_TRUST):
        verdict = reason(answer, design, "needs.survive-outage")
        assert verdict.verdict == "met"
        assert verdict.runs


def test_the_same_outage_stops_the_other_users(sketch):
    """In the very same estate the need is not met for users of the office."""
    need = {"survive-outage": {"of": "vpn", "for": "4h", "users": ["corp.example"]}}
    workloads = {"db": {"kind": "rds-sqlserver", "site": "fra", "users": ["corp.example"]}}
    answer = recommend(sketch(workloads, [*DB, need], estate=DETAIL))
    assert reason(answer, WITH_TRUST, "needs.survive-outage").verdict == "not-met"


def test_rds_refuses_a_connector(ask, on_prem):
    """RDS for SQL Server: a connector is rejected with its fact, a trust and a direct join both serve."""
    answer = ask(["rds-sqlserver"], DB, estate=on_prem)
    verdict = reason(answer, "ad-connector", "workloads.rds-sqlserver")
    assert (verdict.verdict, verdict.facts) == ("not-met", ("rds-sqlserver-windows-auth--ad-connector",))
    assert {"existing-ad-direct", WITH_TRUST} <= feasible(answer)


def test_no_second_directory_leaves_the_direct_join(ask, on_prem):
    """Where a further directory is forbidden, RDS for SQL Server joins the existing domain itself."""
    answer = ask(["rds-sqlserver"], DB, ["extra-directory"], estate=on_prem)
    assert answer.design == "existing-ad-direct"
    assert reason(answer, WITH_TRUST, "forbids.extra-directory").verdict == "not-met"


def test_the_least_trust_is_preferred(ask, on_prem):
    """Where members alone are served, the one-way trust ranks before the two-way one."""
    answer = ask(["fsx-windows", "rds-oracle"], ["existing-credentials"], estate=on_prem)
    assert answer.design == WITH_TRUST
    assert answer.candidate("managed-ad-standard+two-way-trust").rank > 1


@pytest.mark.parametrize("kind", ["workspaces", "aws-console", "quicksight", "connect"])
def test_aws_applications_need_both_directions(ask, on_prem, kind):
    """AWS applications refuse a one-way trust by a run that stops, and accept a two-way one."""
    answer = ask([kind], ["trust-to-existing-ad", "existing-credentials"], estate=on_prem)
    roles = "+iam-role" if kind == "aws-console" else ""
    assert answer.design == f"managed-ad-standard+two-way-trust{roles}"
    verdict = reason(answer, WITH_TRUST, f"workloads.{kind}")
    assert verdict.verdict == "not-met"
    assert verdict.runs[0].failed is not None
    assert "two-way-trust-for-enterprise-apps" in verdict.facts


def test_desktops_for_one_domain(ask, on_prem):
    """One domain, one account, nothing stored in AWS: a connector."""
    assert (
        ask(["workspaces"], ["existing-credentials", "no-directory-data-in-cloud"], estate=on_prem).design
        == "ad-connector"
    )


def test_a_connector_is_not_shared(ask, on_prem):
    """With a second account that must use the directory, one connector is rejected because it cannot be shared."""
    estate = {**on_prem, "aws": {"accounts": 2}}
    needs = ["existing-credentials", "no-directory-data-in-cloud", "multi-account"]
    answer = ask(["workspaces"], needs, estate=estate)
    verdict = reason(answer, "ad-connector", "needs.multi-account")
    assert verdict.verdict == "not-met"
    assert "ad-connector--directory-sharing" in verdict.facts
    assert answer.design == "ad-connector-per-account"


def test_each_domain_has_its_connector(ask):
    """With a second domain there is one connector for each, and a single one leaves users outside."""
    estate = {"on_prem_ad": {"domains": 2, "forests": 1}, "connectivity": "vpn"}
    answer = ask(["workspaces"], ["existing-credentials", "no-directory-data-in-cloud"], estate=estate)
    assert answer.design == "ad-connector-per-domain"
    verdict = reason(answer, "ad-connector", "workloads.workspaces")
    assert verdict.runs[0].ending.category == "user-not-found"


def test_exchange_refuses_a_managed_directory(ask, on_prem):
    """Exchange is not served by a managed forest, whatever its trust."""
    answer = ask(["exchange"], ["existing-credentials"], estate=on_prem)
    for candidate in answer.candidates:
        if candidate.label.startswith(("managed-ad-standard", "managed-ad-enterprise")):
            assert candidate.status == "rejected"
    assert answer.design in ("self-managed-ec2", "managed-ad-hybrid")


def test_policies_and_schema_with_users_on_the_premises(ask, on_prem):
    """Group policy and schema extension with users kept in the office: the office's own domain has both, for its members."""
    answer = ask(["ec2-windows"], ["group-policy", "schema-extension", "users-managed-on-prem"], estate=on_prem)
    assert answer.design == "existing-ad-direct"
    assert {WITH_TRUST, "self-managed-ec2", "ad-connector"} <= set(feasible(answer))


def test_several_regions_take_enterprise(ask):
    """A managed directory in two Regions is Enterprise Edition, never Standard."""
    answer = ask(
        ["ec2-windows"], ["multi-region", "cloud-only-directory"], estate={"on_prem_ad": False, "aws": {"regions": 2}}
    )
    assert answer.design == "managed-ad-enterprise+multi-region"
    standard = answer.candidate("managed-ad-standard+multi-region")
    assert "managed-ad-standard--multi-region-replication" in {
        fact for verdict in standard.reasons for fact in verdict.facts
    }


def test_replication_reaches_all_regions_but_two(ask):
    """Replication is rejected for Bahrain and UAE with its fact, and reaches other opt-in Regions."""
    estate = {"on_prem_ad": False, "aws": {"regions": ["eu-central-1", "me-central-1"]}}
    answer = ask(["ec2-windows"], ["multi-region", "cloud-only-directory"], estate=estate)
    enterprise = answer.candidate("managed-ad-enterprise+multi-region")
    assert "multi-region-opt-in-regions" in {fact for verdict in enterprise.reasons for fact in verdict.facts}
    assert answer.design == "self-managed-ec2"
    estate = {"on_prem_ad": False, "aws": {"regions": 2, "opt_in_regions": True}}
    assert ask(["ec2-windows"], ["multi-region", "cloud-only-directory"], estate=estate).design == (
        "managed-ad-enterprise+multi-region"
    )


def test_sixty_thousand_objects_are_too_many_for_standard(ask):
    """Standard Edition is rejected for 60,000 objects, and Enterprise is not."""
    answer = ask(["ec2-windows"], estate={"on_prem_ad": False, "objects": 60000})
    assert reason(answer, "managed-ad-standard", "estate.objects").verdict == "not-met"
    assert answer.design == "managed-ad-enterprise"


def single_label(kind):
    """An estate whose only domain has a name without a dot."""
    return {"directories": {"corp": {"kind": "active-directory", "domains": {kind: {"users": 100}}}}}


def test_a_sketch_says_that_its_domain_has_a_single_label(ask):
    """`single_label` in a sketch has the effect of a domain named so: no connector, and Hybrid Edition is not known."""
    sketch = {"on_prem_ad": {"domains": 1, "single_label": True}, "connectivity": "vpn"}
    answer = ask(["workspaces"], [], estate=sketch)
    assert answer.design == "managed-ad-standard"
    verdicts = {design: entry for design in ("ad-connector", "managed-ad-hybrid") for entry in answer.why(design)}
    assert {design: entry.verdict for design, entry in verdicts.items()} == {
        "ad-connector": "not-met",
        "managed-ad-hybrid": "unknown",
    }
    assert all("single-label" in entry.because for entry in verdicts.values())


def test_entra_domain_services_is_a_provider_and_a_domain(ask):
    """The provider `entra-domain-services` brings Entra ID and a managed domain that workloads can join."""
    sketch = {"on_prem_ad": False, "identity_providers": ["entra-domain-services"]}
    answer = ask(["fsx-windows", "saas-app"], ["existing-credentials"], estate=sketch)
    assert answer.design == "existing-ad-direct+identity-center-external-idp"
    assert any(entry.path == "estate.directories.entra-domain-services" for entry in answer.unsupported)


def test_a_single_label_domain_has_no_trust_and_no_direct_join(ask):
    """For a single-label domain no trust, no connector and no way of joining RDS to it is feasible."""
    answer = ask(["rds-sqlserver"], DB, estate=single_label("corp"))
    facts = {fact for candidate in answer.candidates for verdict in candidate.reasons for fact in verdict.facts}
    assert "rds-sqlserver-windows-auth-fqdn-limit" in facts
    assert "managed-ad-standard--rodc-and-single-label" in facts
    assert feasible(answer) == set()
    assert "existing-ad-direct" in feasible(ask(["rds-sqlserver"], DB, estate=single_label("corp.example")))


def test_the_direct_join_has_a_date(ask, on_prem):
    """Before July 2023 RDS for SQL Server did not join a self-managed domain."""
    answer = ask(["rds-sqlserver"], DB, estate=on_prem, as_of="2023-06-01")
    assert answer.design == WITH_TRUST
    verdict = reason(answer, "existing-ad-direct", "workloads.rds-sqlserver")
    assert (verdict.verdict, verdict.facts) == (
        "not-met",
        ("rds-sqlserver-windows-auth--on-prem-only--before-2023-07-07",),
    )


def test_hybrid_edition_has_a_date(ask, on_prem):
    """Before its release Hybrid Edition is rejected, and that is said."""
    estate = {**on_prem, "functional_level": "2016"}
    needs = ["existing-credentials", "same-domain"]
    before = ask(["directory-aware-app"], needs, estate=estate, as_of="2023-06-01").candidate("managed-ad-hybrid")
    assert (before.status, before.reasons[0].facts) == ("rejected", ("hybrid-release",))
    assert "managed-ad-hybrid" in feasible(ask(["directory-aware-app"], needs, estate=estate))


@pytest.mark.parametrize(
    ("as_of", "new", "open_"), [("2026-08-01", True, False), ("2026-08-01", False, True), ("2025-01-01", True, True)]
)
def test_simple_ad_has_a_last_day(ask, as_of, new, open_):
    """Since it is closed, Simple AD is rejected for new customers, and for nobody else."""
    estate = {"on_prem_ad": False, "users": 50, "aws": {"new_customer": new}}
    answer = ask(["ec2-windows"], ["lowest-cost"], estate=estate, as_of=as_of)
    assert ("simple-ad" in feasible(answer)) is open_


def test_the_date_may_be_given_with_the_call(sketch, on_prem):
    """A date given with the call overrides the file's."""
    answer = recommend(sketch(["rds-sqlserver"], DB, estate=on_prem), as_of=date(2023, 6, 1))
    assert (answer.as_of, answer.design) == ("2023-06-01", WITH_TRUST)


def test_old_facts_are_named(ask, on_prem):
    """A fact older than a year on the file's date is named in the answer, and only facts that it rests on."""
    young = ask(["rds-sqlserver"], DB, estate=on_prem)
    old = ask(["rds-sqlserver"], DB, estate=on_prem, as_of="2028-01-01")
    assert set(young.stale) < set(old.stale)
    cited = {
        fact
        for candidate in old.candidates
        for fact in (*candidate.cost.facts, *(fact for verdict in candidate.verdicts for fact in verdict.facts))
    }
    assert set(old.stale) <= cited


def test_an_outage_without_a_directory_in_aws_has_no_answer(ask, on_prem):
    """To survive the link without a copy in AWS is impossible: those requirements are named as the conflict."""
    answer = ask(
        ["rds-sqlserver"], [*DB, {"survive-outage": {"for": "4h"}}], ["directory-copy-in-cloud"], estate=on_prem
    )
    assert (answer.status, answer.design) == ("no-fit", None)
    assert answer.conflicts == (
        "workloads.rds-sqlserver",
        "needs.existing-credentials",
        "needs.survive-outage",
        "forbids.directory-copy-in-cloud",
    )


def test_assumptions_are_listed(ask):
    """What the file leaves open is assumed, and every assumption is written down."""
    answer = ask(["workspaces"], ["existing-credentials", "multi-account"])
    text = " ".join(answer.assumptions)
    for word in ("Active Directory", "Region", "accounts", "VPN"):
        assert word in text


def test_candidates_are_in_order(any_file):
    """Feasible designs come first by rank, then undetermined ones, then rejected ones; only feasible ones have a rank."""
    answer = recommend(any_file)
    order = [("feasible", "undetermined", "rejected").index(candidate.status) for candidate in answer.candidates]
    assert order == sorted(order)
    ranks = [candidate.rank for candidate in answer.candidates if candidate.status == "feasible"]
    assert ranks == sorted(ranks)
    assert all(candidate.rank == 0 for candidate in answer.candidates if candidate.status != "feasible")
    assert (answer.design is None) is (answer.status not in ("recommended", "tie"))


def test_every_design_is_listed_once(any_file):
    """No label stands twice in an answer."""
    labels = [candidate.label for candidate in recommend(any_file).candidates]
    assert len(labels) == len(set(labels))
