"""Reasons read as sentences of their own: with a subject, in one style, and with what to use instead."""

import json
import re

import pytest

from dirsim.facts import catalog
from dirsim.pages.text import text
from dirsim.recommendation.recommendation_card import recommendation_card, short_page
from dirsim.recommendation.recommendation_page import recommendation_page

OFFICE = "estate: {on_prem_ad: {domains: 1, users: 900}, connectivity: vpn}"
SERVERS = "workloads: {win: {kind: ec2-windows}, lin: {kind: ec2-linux}}"


def row(answer, term):
    """A row of the short answer."""
    return next((str(line) for name, line in recommendation_card(answer).rows if name == term), "")


def test_no_fact_tells_of_how_it_was_found():
    """The statements of facts speak of vendors' products alone, never of what was read to write them."""
    telling = re.compile(r"\bresearch|\bwe looked|\bnot checked", re.IGNORECASE)
    assert [name for name, fact in catalog().items() if telling.search(fact.statement)] == []


def test_facts_are_joined_with_their_subjects(decide):
    """Several statements in one reason each name the directory, and no full stop stands before the semicolon."""
    answer = decide(f"{{{OFFICE}, {SERVERS}, needs: [seamless-domain-join, gmsa]}}")
    reasons = {entry.requirement: entry.because for entry in answer.why("ad-connector")}
    joined = reasons["needs.seamless-domain-join"]
    assert joined.count("AD Connector: ") == 2
    assert not any(".;" in text or text.endswith("..") for text in reasons.values())
    assert reasons["needs.gmsa"] == "on-premises Active Directory: Windows Server 2012 or later domain"


def test_two_sign_ins_time_out(decide):
    """The predicate agrees with the number of sign-ins that an outage stops."""
    kinds = "workloads: {a: {kind: fsx-windows}, b: {kind: sharepoint}, c: {kind: aws-console}}"
    breaks = row(decide(f"{{{OFFICE}, {kinds}, needs: [existing-credentials]}}"), "Breaks")
    assert re.search(r"a/corp.example, b/corp.example[^;]* time out|every sign-in times out", breaks)
    assert "b/corp.example times out" not in breaks


@pytest.mark.parametrize("kind", ["chime", "workdocs"])
def test_a_sole_reason_is_the_answer(decide, kind):
    """Where one requirement alone has no design, its reason is shown, with the kinds that serve the same purpose."""
    answer = decide(f"{{{OFFICE}, workloads: {{it: {{kind: {kind}}}}}, needs: [existing-credentials]}}")
    why = row(answer, "Why not")
    assert why.startswith(("workloads.it: Amazon", "workloads.it: The Amazon"))
    assert "kinds that serve the same purpose: " in why
    assert answer.nearest.label == "none"


def test_what_nothing_serves_names_what_serves(decide):
    """A database that no directory serves is refused with engines that one serves."""
    answer = decide(f"{{{OFFICE}, workloads: {{db: {{kind: rds-mariadb}}}}, needs: [windows-auth-db]}}")
    because = next(v.because for v in answer.why() if v.requirement == "workloads.db")
    assert because.endswith("kinds that serve the same purpose: aurora-mysql, rds-postgresql")


def test_a_need_counts_what_is_served(decide):
    """A need over workloads does not name one that the design does not serve."""
    kinds = "workloads: {app: {kind: dotnet-app}, db: {kind: rds-mariadb}}"
    answer = decide(f"{{{OFFICE}, {kinds}, needs: [existing-credentials, kerberos]}}")
    because = next(v.because for v in answer.why("existing-ad-direct") if v.requirement == "needs.kerberos")
    assert because == "the users' tickets are accepted by app"


def test_no_one_signs_in_to_a_certification_authority(decide):
    """A kind without users is served by the membership of its machines."""
    answer = decide(f"{{{OFFICE}, workloads: {{pki: {{kind: ad-cs}}}}}}")
    because = next(v.because for v in answer.why() if v.requirement == "workloads.pki")
    assert because.startswith("its machines stay members of the domain")


def test_desktops_of_a_provider_carry_their_condition(decide):
    """Desktops of a provider's directory are joined to no domain: the verdict and the assumptions say so."""
    estate = "estate: {on_prem_ad: false, identity_providers: [entra-id]}"
    answer = decide(f"{{{estate}, workloads: {{desks: {{kind: workspaces}}}}, needs: [existing-credentials]}}")
    assert answer.design == "identity-center-external-idp"
    because = next(v.because for v in answer.why() if v.requirement == "workloads.desks")
    assert "not joined to an Active Directory" in because
    assert any(entry.startswith("desks: Windows 10 or 11") for entry in answer.assumptions)


def test_an_assumed_line_is_named_where_it_is_used(decide):
    """A VPN that has to be built is a part of the design in words, and is not assumed where nothing crosses it."""
    estate = "estate: {on_prem_ad: {domains: 1}, connectivity: none}"
    joined = decide(f"{{{estate}, workloads: {{it: {{kind: fsx-windows}}}}, needs: [existing-credentials]}}")
    assert row(joined, "Design").endswith("A new site-to-site VPN to the premises.")
    assert any("has to be built" in entry for entry in joined.assumptions)
    console = decide(f"{{{estate}, workloads: {{it: {{kind: aws-console}}}}, needs: [existing-credentials]}}")
    assert "VPN" not in row(console, "Design")
    assert not any("VPN" in entry for entry in console.assumptions)


def test_ldaps_has_work_and_a_cost(decide):
    """The certificates behind LDAPS of a managed domain are work and a cost that is left out, and a server unless AWS runs it."""
    estate = "estate: {on_prem_ad: false, users: 80}"
    file = f"{estate}, workloads: {{it: {{kind: ldap-app}}}}, needs: [ldaps], forbids: [servers, plain-ldap]"
    answer = decide(f"{{{file}}}")
    assert answer.design == "managed-ad-standard"
    assert any("LDAPS" in task for task, _ in answer.best.design.tasks)
    assert "price unknown: the certification authority behind LDAPS" in answer.best.cost.missing
    assert any("enterprise CA" in entry for entry in answer.assumptions)
    plain = next(v for v in answer.why() if v.requirement == "forbids.plain-ldap")
    assert (plain.verdict, plain.because[:35]) == ("met", "the directory answers LDAP over TLS")


def test_a_file_of_names_is_a_word_of_the_answer(decide):
    """Every file is told what a directory of Microsoft is treated as, in words, and not that it is unknown."""
    kind = "directories: {azure: {kind: entra-domain-services, domains: {corp.example: {}}}}"
    answer = decide(f"{{estate: {{{kind}, connectivity: vpn}}, workloads: {{it: {{kind: fsx-windows}}}}}}")
    asked = row(answer, "Ask next")
    assert "estate.directories.azure: treated as an Active Directory" in asked
    assert "azure is not modelled" not in asked
    assert "treated as" in text(recommendation_page(answer))
    assert json.loads(json.dumps(answer.to_dict()))["unsupported"]


LOW = """sites: {hq: {kind: on-premises}, dublin: {kind: aws-region, region: eu-west-1}},
    links: {vpn: {between: [hq, dublin], kind: site-to-site-vpn}}"""
LEVELS = {
    "estate.directories.corp.functional_level": f"""{LOW}, directories: {{corp: {{kind: active-directory,
        domains: {{old.example: {{controllers: {{hq: 2}}}}}}, functional_level: LEVEL}}}}""",
    "estate.on_prem_ad.functional_level": "connectivity: vpn, on_prem_ad: {domains: 1, functional_level: LEVEL}",
    "estate.functional_level": "connectivity: vpn, on_prem_ad: {domains: 1}, functional_level: LEVEL",
}


@pytest.mark.parametrize("path", LEVELS)
@pytest.mark.parametrize("level", ["2008 R2", "2003"])
def test_a_value_of_the_estate_that_decides_is_a_flip(decide, path, level):
    """Where a functional level alone rules the design out, the text names it, and raising it is a change that helps."""
    estate = LEVELS[path].replace("LEVEL", f'"{level}"')
    answer = decide(f"""{{estate: {{{estate}}}, workloads: {{it: {{kind: ec2-windows}}}}, forbids: [servers],
        needs: [same-domain, existing-credentials, survive-outage]}}""")
    assert answer.status == "no-fit"
    found = [flip for flip in answer.flips() if flip.change[0].path == path]
    assert [(flip.change[0].after, flip.design) for flip in found] == [("2016", "managed-ad-hybrid")]
    shown = " ".join(text(short_page(answer)).split())
    assert "managed-ad-hybrid fails by estate.functional_level: functional level" in shown
    assert f"with {path} 2016 instead of" in shown


STORES = ("ldap", "ldap-no-saml")


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("kind", ["workspaces", "fsx-windows", "ec2-windows", "quicksight"])
def test_nothing_presupposes_a_directory_that_does_not_exist(decide, store, kind):
    """For a company without an Active Directory the nearest design is none that joins, reads or extends one."""
    answer = decide(f"""{{estate: {{on_prem_ad: false, connectivity: vpn, identity_providers: [{store}]}},
        workloads: {{it: {{kind: {kind}}}}}, needs: [existing-credentials], forbids: [extra-directory, duplicate-accounts]}}""")
    reasons = {one.requirement: one.because for one in answer.candidate("existing-ad-direct").reasons}
    assert "presupposes an Active Directory" in reasons["estate.on_prem_ad"]
    near = answer.nearest or answer.best
    assert not near.design.label.has("existing-ad-direct", "self-managed-ec2", "ad-connector")


def test_an_ldap_directory_answers_ldap_applications(decide):
    """An application that binds by LDAP uses the LDAP directory as it is."""
    answer = decide("""{estate: {on_prem_ad: false, connectivity: vpn, identity_providers: [ldap]},
        workloads: {it: {kind: ldap-app}}, needs: [existing-credentials]}""")
    assert answer.design == "existing-ad-direct"


@pytest.mark.parametrize("design", ["existing-ad-direct", "self-managed-ec2", "identity-center-builtin"])
def test_a_workload_that_is_not_offered_has_a_reason(decide, said, design):
    """That a workload cannot be opened by a design is followed by what the fact says, or by what opens it."""
    answer = decide("{workloads: {it: {kind: workspaces}}, needs: [existing-credentials]}")
    because = said(answer, design, "workloads.it", "workloads-are-served").because
    assert because.startswith(f"workspaces cannot sign its users in through {design}")
    assert "needs an AD Connector" in because or "What opens it: a directory" in because


def test_a_link_that_the_next_design_adds_is_said(decide):
    """The line on ranks says that the next design needs a new link to the premises."""
    answer = decide("""{estate: {on_prem_ad: {domains: 1}, connectivity: none, identity_providers: [adfs],
        aws: {accounts: 5}}, workloads: {console: {kind: aws-console}}, forbids: [user-sync],
        needs: [existing-credentials, sso-console, multi-account]}""")
    assert "next is ad-connector-per-account+iam-role with a new VPN by parts" in " ".join(
        text(short_page(answer)).split()
    )
