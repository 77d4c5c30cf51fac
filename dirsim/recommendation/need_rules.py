"""Tables of the rules: those always judged, and those of each word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dirsim.catalog.need_words import NEED_KINDS
from dirsim.model.outcome import Judgement
from dirsim.model.requirements import Need, Requirements, Workload
from dirsim.recommendation import (
    access_rules,
    capability_rules,
    implied_rules,
    outage_rules,
    region_rules,
    service_ends,
    service_regions,
    sign_in_rules,
    workload_limits,
    workload_rules,
)
from dirsim.recommendation.design_under_test import DesignUnderTest
from dirsim.recommendation.forbid_rules import forbidden, modelled
from dirsim.recommendation.meant_needs import is_meant
from dirsim.recommendation.verdict import Verdict

Judges = Callable[[DesignUnderTest], Iterator[Verdict]]
"""A rule that is ready to be asked about a design."""

ALWAYS: tuple[Callable[[DesignUnderTest], Iterator[Verdict]], ...] = (
    workload_rules.workloads_are_served,
    service_regions.services_are_offered,
    service_ends.services_last,
    workload_rules.linux_desktops_need_two_way,
    workload_rules.desktops_outside_the_directory,
    workload_rules.exchange_stands_beside_controllers,
    workload_rules.one_directory_each,
    workload_rules.groups_reach_the_database,
    sign_in_rules.second_accounts_are_said,
    region_rules.directories_are_in_the_region,
    region_rules.zones_are_served,
    region_rules.accounts_reach_the_directory,
    access_rules.workloads_share_the_directory,
    implied_rules.the_directory_exists,
    implied_rules.holds_the_objects,
    implied_rules.exists_at_the_date,
    implied_rules.levels_suffice,
    implied_rules.samba_is_taken,
    implied_rules.names_have_dots,
    implied_rules.one_identity_source,
    implied_rules.hybrid_extends_one_domain,
    implied_rules.trusts_that_exist_are_named,
    implied_rules.provider_keeps_its_controllers,
    implied_rules.applications_share_the_vpc,
    implied_rules.parts_exist_in_the_regions,
    implied_rules.replicated_from_a_default_region,
    implied_rules.no_loose_parts,
    workload_limits.names_fit,
    workload_limits.names_have_dots,
    workload_limits.controllers_are_writable,
    workload_limits.levels_are_high_enough,
    workload_limits.trusts_reach_the_users,
    workload_limits.joined_to_entra_where_offered,
    workload_limits.second_factors_are_accepted,
    workload_limits.directories_are_taken_in_the_region,
    workload_limits.trusts_have_the_directions,
    workload_limits.each_has_its_directory,
)

RULES: Mapping[str, Callable[[DesignUnderTest, Need], Verdict]] = {
    "has-ability": capability_rules.has_ability,
    "joins-seamlessly": capability_rules.joins_seamlessly,
    "second-factor": capability_rules.second_factor,
    "second-factor-at-logon": capability_rules.second_factor_at_logon,
    "licenses-users": capability_rules.licenses_users,
    "speaks-ldap": capability_rules.speaks_ldap,
    "names-resolve": capability_rules.names_resolve,
    "keeps-data-outside": capability_rules.keeps_data_outside,
    "existing-accounts-sign-in": sign_in_rules.existing_accounts_sign_in,
    "users-stay-where-they-are": sign_in_rules.users_stay_where_they_are,
    "one-identity-each": sign_in_rules.one_identity_each,
    "one-directory-for-all": sign_in_rules.one_directory_for_all,
    "directory-is-in-the-cloud": sign_in_rules.directory_is_in_the_cloud,
    "stays-in-the-domain": sign_in_rules.stays_in_the_domain,
    "directory-moves": sign_in_rules.directory_moves,
    "controllers-stand-in-aws": sign_in_rules.controllers_stand_in_aws,
    "kinds-sign-in": sign_in_rules.kinds_sign_in,
    "trusts-the-existing-domain": sign_in_rules.trusts_the_existing_domain,
    "computers-live-apart": sign_in_rules.computers_live_apart,
    "signs-in-nearby": sign_in_rules.signs_in_nearby,
    "opens-several-accounts": access_rules.opens_several_accounts,
    "spans-regions": access_rules.spans_regions,
    "one-sign-on": access_rules.one_sign_on,
    "provisions-by-itself": access_rules.provisions_by_itself,
    "groups-decide": access_rules.groups_decide,
    "knows-customers": access_rules.knows_customers,
    "takes-any-store": access_rules.takes_any_store,
    "opens-a-shell": access_rules.opens_a_shell,
    "access-has": access_rules.access_has,
    "survives": outage_rules.survives,
    "survives-partition": outage_rules.survives_partition,
    "survives-region-loss": outage_rules.survives_region_loss,
    "survives-any-host": outage_rules.survives_any_host,
    "has-part": access_rules.has_part,
}
"""The rules of needs, by the names that the records of needs give."""


def evaluated(req: Requirements, word: str) -> bool:
    """True where a rule judges a need of a file; the others are listed as not evaluated, unless they order designs."""
    record = NEED_KINDS[word]
    if not record.rule:
        return False
    return is_meant(req, word) and (not record.of_access or word in access_rules.OF_ROLES)


def verdicts(under_test: DesignUnderTest) -> tuple[Verdict, ...]:
    """The verdicts of every rule that applies, in the order of the file: workloads and their implications, needs, forbids."""
    found = list(each_verdict(under_test))
    last = [verdict for verdict in found if verdict.requirement.startswith("forbids.")]
    return (*(verdict for verdict in found if not verdict.requirement.startswith("forbids.")), *last)


def questions(req: Requirements) -> Mapping[str, Judges]:
    """The rules that apply to a file by their names, those that need no run or few runs first."""
    return {name: rule for _, name, rule in sorted(_questions(req), key=lambda entry: entry[0])}


def fits(under_test: DesignUnderTest, last_missed: list[str], asked: Mapping[str, Judges]) -> bool:
    """True where every verdict is met: rules are asked only until one is not, those that need no run or few runs first.

    Args:
        under_test: The design.
        last_missed: The rules that earlier designs of the question missed, the latest first. They are asked first, since what
            one design misses the next one often misses too; the answer does not depend on them. It is brought up to date.
        asked: The rules that apply to the file, by :func:`questions`.
    """
    first = [name for name in last_missed[:MOST_ASKED_FIRST] if name in asked]
    for name in dict.fromkeys((*first, *asked)):
        if any(verdict.verdict != Judgement.MET for verdict in asked[name](under_test)):
            if name in last_missed:
                last_missed.remove(name)
            last_missed.insert(0, name)
            return False
    return True


MOST_ASKED_FIRST = 3
"""The rules missed last that are asked first; more would put those with many runs before those with none."""


def _questions(req: Requirements) -> Iterator[tuple[int, str, Judges]]:
    """The rules that apply to a file with their names, and the one on workloads as one question for each of them."""
    for runs, rule in _rules(req):
        if rule is workload_rules.workloads_are_served:
            for name, workload in req.workloads.items():
                yield runs, f"workloads.{name}", partial(_on_workload, name=name, workload=workload)
        elif isinstance(rule, partial):
            word = rule.keywords.get("word")
            yield runs, f"forbids.{word}" if word else f"needs.{rule.keywords['need'].word}", rule
        else:
            yield runs, f"{rule.__module__}.{getattr(rule, '__name__', '')}", rule  # two modules may use one name


def _on_workload(under_test: DesignUnderTest, name: str, workload: Workload) -> Iterator[Verdict]:
    yield workload_rules.serve(under_test, name, workload)


def each_verdict(under_test: DesignUnderTest) -> Iterator[Verdict]:
    """The verdicts, one after the other."""
    absent = tuple(implied_rules.exists_at_the_date(under_test))
    if any(verdict.verdict == Judgement.NOT_MET and verdict.requirement == "as_of" for verdict in absent):
        yield from absent  # no other rule is meaningful for a product that does not exist yet
        return
    for _, rule in _rules(under_test.req):
        yield from rule(under_test)


def _rules(req: Requirements) -> Iterator[tuple[int, Judges]]:
    """The rules that apply to a file, each with the kind of runs that it needs: 0 few or none, 1 healthy ones, 2 outages."""
    for rule in ALWAYS:
        yield int(rule is workload_rules.workloads_are_served), rule
    for word in req.forbids:
        if modelled(req, word):
            yield 0, partial(_on_forbidden, word=word)
    for need in req.needs:
        if evaluated(req, need.word):
            judged = RULES[NEED_KINDS[need.word].rule]
            yield 2 * (judged.__module__ == outage_rules.__name__), partial(_on_need, rule=judged, need=need)


def _on_forbidden(under_test: DesignUnderTest, word: str) -> Iterator[Verdict]:
    yield forbidden(under_test, word)


def _on_need(
    under_test: DesignUnderTest, rule: Callable[[DesignUnderTest, Need], Verdict], need: Need
) -> Iterator[Verdict]:
    yield rule(under_test, need)
