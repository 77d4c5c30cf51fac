"""Every rule, found through explicit tables: what is always judged, and what each word of the file asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dirsim.model.requirements import Need
from dirsim.recommend import access_rules, capability_rules, implied_rules, outage_rules, sign_in_rules, workload_rules
from dirsim.recommend.case import Case
from dirsim.recommend.forbid_rules import FORBIDDEN, forbidden
from dirsim.recommend.verdict import Verdict

ALWAYS: tuple[Callable[[Case], Iterator[Verdict]], ...] = (
    workload_rules.workloads_are_served,
    workload_rules.linux_desktops_need_two_way,
    workload_rules.desktops_outside_the_directory,
    workload_rules.exchange_stands_beside_controllers,
    implied_rules.holds_the_objects,
    implied_rules.exists_at_the_date,
    implied_rules.levels_suffice,
    implied_rules.samba_is_taken,
    implied_rules.names_have_dots,
    implied_rules.one_identity_source,
    implied_rules.hybrid_extends_one_domain,
    implied_rules.applications_share_the_vpc,
    implied_rules.simple_ad_is_not_everywhere,
    implied_rules.no_loose_parts,
)

NEED_RULES: Mapping[str, Callable[[Case, Need], Verdict]] = {
    **dict.fromkeys(capability_rules.ABILITIES, capability_rules.has_ability),
    "seamless-domain-join": capability_rules.joins_seamlessly,
    "mfa": capability_rules.second_factor,
    "mfa-radius": capability_rules.second_factor,
    "mfa-os-login": capability_rules.second_factor_at_logon,
    "user-based-licensing": capability_rules.licenses_users,
    "ldap": capability_rules.speaks_ldap,
    "existing-credentials": sign_in_rules.existing_accounts_sign_in,
    "users-managed-on-prem": sign_in_rules.users_stay_where_they_are,
    "single-identity-store": sign_in_rules.one_identity_each,
    "single-directory": sign_in_rules.one_directory_for_all,
    "consolidation": sign_in_rules.one_directory_for_all,
    "cloud-only-directory": sign_in_rules.directory_is_in_the_cloud,
    "same-domain": sign_in_rules.stays_in_the_domain,
    "migrate-directory": sign_in_rules.directory_moves,
    "directory-aware-workloads": sign_in_rules.controllers_stand_in_aws,
    "windows-auth-db": sign_in_rules.kinds_sign_in,
    "windows-acl": sign_in_rules.kinds_sign_in,
    "kerberos": sign_in_rules.kinds_sign_in,
    "trust-to-existing-ad": sign_in_rules.trusts_the_existing_domain,
    "resource-forest-isolation": sign_in_rules.computers_live_apart,
    "third-party-managed": sign_in_rules.computers_live_apart,
    "low-latency-auth": sign_in_rules.signs_in_nearby,
    "minimize-cross-site-auth": sign_in_rules.signs_in_nearby,
    "multi-account": access_rules.opens_several_accounts,
    "multi-region": access_rules.spans_regions,
    "sso": access_rules.one_sign_on,
    "sso-console": access_rules.one_sign_on,
    "sso-on-prem": access_rules.one_sign_on,
    "sso-saas-apps": access_rules.one_sign_on,
    "single-portal": access_rules.one_sign_on,
    "governance": access_rules.one_sign_on,
    "abac": access_rules.one_sign_on,
    "automatic-provisioning": access_rules.provisions_by_itself,
    "groups-from-ad": access_rules.groups_decide,
    "rbac": access_rules.groups_decide,
    "customer-identity": access_rules.knows_customers,
    "app-login": access_rules.knows_customers,
    "custom-authentication": access_rules.takes_any_store,
    "rdp-access": access_rules.opens_a_shell,
    "shell-access": access_rules.opens_a_shell,
    "survive-outage": outage_rules.survives,
    "survive-partition": outage_rules.survives_partition,
    "survive-region-loss": outage_rules.survives_region_loss,
    "high-availability": outage_rules.survives_any_host,
    "reliability": outage_rules.survives_any_host,
    "no-directory-data-in-cloud": capability_rules.keeps_data_outside,
}

PREFERENCES = frozenset({"lowest-cost", "least-ops", "simplified-access", "security"})
"""Needs that decide the order of designs and reject none."""


def verdicts(case: Case) -> tuple[Verdict, ...]:
    """Every rule that applies, in the order of the file: workloads and what they imply, needs, forbids."""
    absent = tuple(implied_rules.exists_at_the_date(case))
    if any(verdict.verdict == "not-met" and verdict.requirement == "as_of" for verdict in absent):
        return absent  # a product that does not exist yet meets and misses nothing else
    found = [verdict for rule in ALWAYS for verdict in rule(case)]
    found += [NEED_RULES[need.word](case, need) for need in case.req.needs if need.word in NEED_RULES]
    found += [forbidden(case, word) for word in case.req.forbids if word in FORBIDDEN]
    return tuple(found)
