"""A tree of units with policy objects, links and accounts, drawn by chance: as LDIF for a real directory and as an estate."""

from __future__ import annotations

import random
import uuid

from attrs import field, frozen

from dirsim.model.directory import Directory, Domain
from dirsim.model.group_policy import GpoLink, GroupPolicy, OrganizationalUnit

ROOT = "DC=corp,DC=example"
_POLICIES = f"CN=Policies,CN=System,{ROOT}"
_ADMINS_ONLY = "O:DAG:DAD:P(A;;RPWPCCDCLCLOLORCWOWDSDDTSW;;;DA)(A;;RPWPCCDCLCLOLORCWOWDSDDTSW;;;SY)"


@frozen
class Tree:
    """One tree.

    Attributes:
        ldif: What a provisioned directory is given.
        directory: The same as an estate has it.
        users: The distinguished name of each user.
        computers: The distinguished name of each computer.
        ids: The GUID of each policy object, by name.
    """

    ldif: str
    directory: Directory
    users: dict[str, str]
    computers: dict[str, str]
    ids: dict[str, str]
    changes: str = field(repr=False)


def tree(seed: int, *, units: int = 14, policies: int = 12, accounts: int = 20) -> Tree:
    """A tree; the same seed gives the same one."""
    chance = random.Random(seed)  # noqa: S311 -- nothing here is secret
    dns = [ROOT]
    records: list[str] = []
    objects = {f"Policy {number}": _policy(chance, number) for number in range(policies)}
    ids = {name: policy.id or "" for name, policy in objects.items()}
    for name, policy in objects.items():
        flags = (not policy.user_enabled) + 2 * (not policy.computer_enabled)
        lines = [f"dn: CN={policy.id},{_POLICIES}", "objectClass: groupPolicyContainer", f"displayName: {name}"]
        lines += [f"flags: {flags}", f"name: {policy.id}", "versionNumber: 1", "gPCFunctionalityVersion: 2"]
        if policy.apply_to == ("Domain Admins",):
            lines.append(f"nTSecurityDescriptor: {_ADMINS_ONLY}")
        records.append("\n".join(lines))
    tree_units: dict[str, OrganizationalUnit] = {}
    for number in range(units):
        dn = f"OU=Unit {number},{chance.choice(dns[-4:])}"
        dns.append(dn)
        unit = OrganizationalUnit(links=_links(chance, objects), block_inheritance=chance.random() < 0.3)
        tree_units[dn] = unit
        lines = [f"dn: {dn}", "objectClass: organizationalUnit", f"gPOptions: {int(unit.block_inheritance)}"]
        records.append("\n".join([*lines, *_gplink(unit.links, ids)]))
    users: dict[str, str] = {}
    computers: dict[str, str] = {}
    for number in range(accounts):
        where = chance.choice(dns[1:])
        users[f"user{number}"] = f"CN=user{number},{where}"
        records.append(f"dn: CN=user{number},{where}\nobjectClass: user\nsAMAccountName: user{number}")
        where = chance.choice(dns[1:])
        computers[f"pc{number}"] = f"CN=pc{number},{where}"
        records.append(f"dn: CN=pc{number},{where}\nobjectClass: computer\nsAMAccountName: pc{number}$")
    root_links = (*_links(chance, {"Policy 0": objects["Policy 0"]}), GpoLink(gpo="Policy 1", enforced=True))
    change = f"dn: {ROOT}\nchangetype: modify\nreplace: gPLink\n{_gplink(root_links, ids)[0]}\n"
    domain = Domain(links=root_links, organizational_units=tree_units, group_policies=objects)
    return Tree("\n\n".join(records) + "\n", Directory(domains={"corp.example": domain}), users, computers, ids, change)


def _policy(chance: random.Random, number: int) -> GroupPolicy:
    return GroupPolicy(
        id=f"{{{str(uuid.UUID(int=chance.getrandbits(128), version=4)).upper()}}}",
        user_enabled=chance.random() > 0.15,
        computer_enabled=chance.random() > 0.15,
        apply_to=("Domain Admins",) if number % 6 == 5 else ("Authenticated Users",),
    )


def _links(chance: random.Random, objects: dict[str, GroupPolicy]) -> tuple[GpoLink, ...]:
    chosen = chance.sample(sorted(objects), min(chance.randrange(4), len(objects)))
    return tuple(GpoLink(gpo=name, enforced=chance.random() < 0.3, enabled=chance.random() > 0.15) for name in chosen)


def _gplink(links: tuple[GpoLink, ...], ids: dict[str, str]) -> list[str]:
    """The attribute as the directory stores it: the link with order 1 stands last."""
    entries = (
        f"[LDAP://cn={ids[link.gpo]},{_POLICIES.lower()};{(not link.enabled) + 2 * link.enforced}]"
        for link in reversed(links)
    )
    text = "".join(entries)
    return [f"gPLink: {text}"] if text else []
