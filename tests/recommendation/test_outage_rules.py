"""Needs about failures, each decided by runs."""

import pytest


def verdict(answer, design, need):
    """The verdict on one need of one design."""
    return next(entry for entry in answer.why(design) if entry.requirement == f"needs.{need}")


@pytest.mark.parametrize("need", ["survive-outage", "survive-partition"])
@pytest.mark.parametrize(
    ("design", "met"), [("ad-connector", False), ("existing-ad-direct", False), ("self-managed-ec2", True)]
)
def test_a_lost_line_is_survived_by_controllers_in_aws(ask, on_prem, need, design, met):
    """Members survive the line only where controllers of their users' domain stand in AWS."""
    answer = ask(["ec2-windows"], ["existing-credentials", need], estate=on_prem)
    found = verdict(answer, design, need)
    assert (found.verdict == "met") is met
    assert found.runs


def test_the_outage_lasts_until_its_end(ask, on_prem):
    """The run that is shown is within the outage, not after it."""
    answer = ask(["ec2-windows"], [{"survive-outage": {"for": "4h"}}, "existing-credentials"], estate=on_prem)
    runs = verdict(answer, "ad-connector", "survive-outage").runs
    assert runs
    assert all(run.faults for run in runs)


@pytest.mark.parametrize("need", ["high-availability", "reliability"])
def test_one_host_may_always_fail(ask, on_prem, need):
    """A connector's two instances and the domain's two controllers survive any one of them, by runs."""
    answer = ask(["aws-console"], ["existing-credentials", need], estate=on_prem)
    found = verdict(answer, "ad-connector", need)
    assert found.verdict == "met"
    assert len({run.scenario for run in found.runs}) >= 2
    assert "degraded" in {run.outcome for run in found.runs}


def test_a_single_controller_is_not_highly_available(ask):
    """A domain with one controller does not survive its loss, and the run names it."""
    estate = {"directories": {"corp": {"domains": {"corp.example": {"controllers": {"hq": 1}}}}}, "sites": {"hq": {}}}
    answer = ask(["aws-console"], ["existing-credentials", "high-availability"], estate=estate)
    found = verdict(answer, "ad-connector", "high-availability")
    assert found.verdict == "not-met"
    assert "dc1.corp.example" in found.because


def test_a_lost_region_is_survived_by_replication(ask):
    """A directory in two Regions survives the loss of the first for members in the second; one in a single Region does not."""
    estate = {"on_prem_ad": False, "aws": {"regions": 2}}
    answer = ask(["ec2-windows"], ["survive-region-loss"], estate=estate)
    assert verdict(answer, "managed-ad-enterprise+multi-region", "survive-region-loss").verdict == "met"
    assert verdict(answer, "managed-ad-enterprise", "survive-region-loss").verdict == "not-met"


def test_a_lost_region_takes_what_works_in_it_only(ask):
    """RADIUS works in the primary Region alone, and Identity Center with a directory as its source cannot be replicated."""
    estate = {"on_prem_ad": False, "aws": {"regions": 2}}
    answer = ask(["workspaces"], ["survive-region-loss"], estate=estate)
    guarded = verdict(answer, "managed-ad-enterprise+multi-region+radius-mfa", "survive-region-loss")
    assert (guarded.verdict, guarded.facts[-1]) == ("not-met", "mfa-primary-region-only")
    portal = ask(["aws-console"], ["survive-region-loss"], estate=estate)
    replicated = verdict(portal, "managed-ad-enterprise+multi-region+identity-center", "survive-region-loss")
    assert (replicated.verdict, replicated.facts[-1]) == ("not-met", "identity-center-multi-region-no-ad")
    elsewhere = ask(
        ["workspaces"],
        [{"survive-region-loss": {"of": "eu-west-1"}}],
        estate=estate | {"aws": {"regions": ["us-east-1", "eu-west-1"]}},
    )
    assert verdict(elsewhere, "managed-ad-enterprise+multi-region+radius-mfa", "survive-region-loss").verdict == "met"


def test_a_lost_region_takes_its_lines(ask):
    """Where the office is joined to the first Region only, its loss cuts the second off from the office."""
    estate = {"on_prem_ad": True, "connectivity": "vpn", "aws": {"regions": 2}}
    answer = ask(["ec2-windows"], ["survive-region-loss", "existing-credentials"], estate=estate)
    assert verdict(answer, "existing-ad-direct", "survive-region-loss").verdict == "not-met"
    assert verdict(answer, "self-managed-ec2", "survive-region-loss").verdict == "met"


def test_an_outage_of_something_named_is_that_outage(ask):
    """A need that names one of two lines fails that one, and the controllers behind the other still answer."""
    estate = {
        "sites": {"hq": {}, "dr": {}, "fra": {"kind": "aws-region"}},
        "links": {"vpn": {"between": ["hq", "fra"]}, "vpn2": {"between": ["dr", "fra"]}},
        "directories": {"corp": {"domains": {"corp.example": {"controllers": {"hq": 1, "dr": 1}}}}},
    }
    answer = ask(["aws-console"], ["existing-credentials", {"survive-outage": {"of": "vpn"}}], estate=estate)
    found = verdict(answer, "ad-connector", "survive-outage")
    assert found.verdict == "met"
    assert {fault for run in found.runs for fault in run.faults} == {"link-down vpn"}
    both = ask(["aws-console"], ["existing-credentials", "survive-outage"], estate=estate)
    assert verdict(both, "ad-connector", "survive-outage").verdict == "not-met"


CUTS = {
    "link": "{survive-outage: {of: vpn, for: 4h}}",
    "every link": "survive-outage",
    "premises": "{survive-outage: {of: hq}}",
}
ESTATE = """estate: {sites: {hq: {kind: on-premises}, paris: {kind: aws-region, region: eu-west-3}},
    links: {vpn: {between: [hq, paris], kind: site-to-site-vpn}},
    directories: {corp: {kind: active-directory, functional_level: "2016",
        domains: {acme.example: {controllers: {hq: 2}, users: 700, objects: 3000}}}}}"""


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("kind", ["fsx-windows", "ec2-windows", "workspaces"])
def test_an_outage_that_cuts_the_premises_asks_about_hybrid_edition(decide, said, cut, kind):
    """Hybrid Edition without the role holders on the premises is a condition of the answer, with the fact that asks for them."""
    work = f"workloads: {{it: {{kind: {kind}, site: paris}}}}"
    answer = decide(f"{{{ESTATE}, {work}, needs: [existing-credentials, {CUTS[cut]}]}}")
    hybrid = answer.candidate("managed-ad-hybrid")
    verdict = said(answer, "managed-ad-hybrid", "needs.survive-outage")
    assert (verdict.verdict, "hybrid-prerequisites" in verdict.facts) == ("met", True)
    assert any("PDC emulator and the RID master at hq" in text for text in hybrid.assumptions)
    other = answer.candidate("self-managed-ec2" if kind != "workspaces" else "self-managed-ec2+ad-connector")
    assert not any("PDC emulator" in text for text in other.assumptions)


@pytest.mark.parametrize("cut", ["link", "every link"])
def test_who_comes_over_a_lost_link_is_named(decide, said, cut):
    """A design that survives says to which workloads nobody comes over the lost link; an AWS application is on the internet."""
    work = "workloads: {files: {kind: fsx-windows, site: paris}, desks: {kind: workspaces, site: paris}}"
    answer = decide(f"{{{ESTATE}, {work}, needs: [existing-credentials, {CUTS[cut]}]}}")
    verdict = said(answer, answer.design, "needs.survive-outage")
    assert verdict.because.endswith("lost: every sign-in succeeds, but no user reaches files over vpn")


def test_who_is_in_a_lost_region_is_named(decide, said):
    """The loss of a Region is survived in the others; the workloads that are lost with it are named."""
    answer = decide("""{estate: {on_prem_ad: false, sites: {one: {kind: aws-region, region: eu-central-1},
        two: {kind: aws-region, region: us-east-1}}, links: {peering: {between: [one, two], kind: vpc-peering}}},
        workloads: {near: {kind: ec2-windows, site: one}, far: {kind: ec2-windows, site: two}},
        needs: [multi-region, survive-region-loss]}""")
    verdict = said(answer, answer.design, "needs.survive-region-loss")
    assert verdict.because == "one lost: every sign-in succeeds, but no user signs in to near in one"
