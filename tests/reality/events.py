"""The lab's scenarios over time, played on the simulated clock in the order in which they were measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, frozen

from dirsim.model.scenario import Fault, Scenario
from dirsim.model.topology import ClientConfiguration, FlowSpec, Topology
from dirsim.protocols.client_program import Program
from dirsim.protocols.ticket_cache import Cache
from dirsim.protocols.view import View
from dirsim.simulation.timed import ClockLab
from dirsim.simulation.timed_trace import TimedTrace

LIFE = 180.0


@frozen
class Event:
    """What was done, when, and what came of it."""

    scenario: str
    at: float
    action: str
    ok: bool
    category: str
    seconds: float
    tickets: tuple[str, ...] = ()


def lasting(scenario: Scenario, start: float, until: float | None) -> Scenario:
    """The same faults, present for a while only."""
    lasts = None if until is None else until - start
    return Scenario(scenario.name, [evolve(fault, start=start, lasts=lasts) for fault in scenario.faults])


class Session:
    """A client with one ticket cache and a clock that starts at zero."""

    def __init__(self, topology: Topology, name: str, scenario: Scenario, configuration: str = "static") -> None:
        self.topology, self.name = topology, name
        self.lab = ClockLab(View(topology), scenario)
        self.configuration = configuration
        self.cache = Cache()
        self.now = 0.0
        self.events: list[Event] = []

    def do(self, action: str, spec: FlowSpec, *, quiet: bool = False, **how: Any) -> TimedTrace:
        cap = how.pop("cap", 120)
        cache = how.pop("cache", self.cache)
        spec = evolve(spec, gives_up=f"{cap}s", configuration=spec.configuration or self.configuration)
        trace = self.lab.run_program(Program(self.lab.view, spec, cache, **how), self.now)
        if not quiet:
            category = "" if trace.through else trace.ending.category.replace("-", "_")
            self.events.append(Event(self.name, self.now, action, trace.through, category, trace.seconds))
        self.now += trace.seconds
        return trace

    def until(self, at: float) -> None:
        self.now = max(self.now, at)

    def note_tickets(self) -> None:
        self.events.append(Event(self.name, self.now, "cache_after", True, "", 0.0, self.cache.names))


def kinit(user: str = "alice", **more: Any) -> FlowSpec:
    return FlowSpec(kind="initial-ticket", user=user, client="ws1", **more)


def kvno(service: str, user: str = "alice") -> FlowSpec:
    return FlowSpec(kind="service-ticket", user=user, service=service, client="ws1")


def use(service: str, user: str = "alice") -> FlowSpec:
    return FlowSpec(kind="present-ticket", user=user, service=service, client="ws1")


def renewing(user: str = "alice") -> FlowSpec:
    return FlowSpec(kind="renew-ticket", user=user, client="ws1")


def ntlm(user: str, server: str) -> FlowSpec:
    return FlowSpec(kind="ntlm-logon", user=user, server=server, client="ws1")


def expiry(topology: Topology, state: str) -> list[Event]:
    """Short tickets, then a fault; what works before and after their end."""
    fault = lasting(topology.scenarios[state], 0.5, None)
    session = Session(topology, f"expiry/{state}", fault)
    session.do("kinit", kinit(), quiet=True, life_s=LIFE, renew_s=900.0)
    session.do("svc", kvno("msql"), quiet=True)
    full = session.cache

    def ask(at: float, *, slow: bool = False) -> None:
        session.until(at)
        session.cache = full.copy()
        if slow:
            session.do("use_cached_svc", use("msql"), shift_s=-(round(session.now) - (LIFE - 60)))
        session.do("use_cached_svc", use("msql"))
        session.do("new_svc_with_cached_xtgt", kvno("ldap-mad"), cap=40)
        session.do("new_svc_home_realm", kvno("ldap-corp"), cap=40)
        session.do("renew", renewing(), cap=40)

    ask(8)
    ask(LIFE - 110)
    ask(LIFE + 6, slow=True)
    session.do("kinit_again", kinit(), cap=60, cache=Cache())
    ask(LIFE + 230, slow=True)
    ask(LIFE + 330, slow=True)
    return session.events


def expiry_near_end(topology: Topology, state: str) -> list[Event]:
    """Presenting a ticket shortly before its end."""
    session = Session(topology, f"expiry_near_end/{state}", lasting(topology.scenarios[state], 0.5, None))
    session.do("kinit", kinit(), quiet=True, life_s=LIFE)
    session.do("svc", kvno("msql"), quiet=True)
    for left in (100, 60, 40, 15):
        session.until(LIFE - left)
        session.do("use_cached_svc", use("msql"))
    return session.events


def renewal(topology: Topology, state: str) -> list[Event]:
    """Renewing while fresh, under a fault, and after it has healed."""
    session = Session(topology, f"renewal/{state}", lasting(topology.scenarios[state], 0.5, 50.0))
    session.do("kinit", kinit(), quiet=True, life_s=LIFE, renew_s=900.0)
    session.do("svc", kvno("msql"), quiet=True)
    session.until(15)
    session.do("renew", renewing(), cap=30)
    session.note_tickets()
    for at in (50, LIFE - 100):
        session.until(at)
        session.do("renew", renewing())
    return session.events


def live_session(topology: Topology, cut: float) -> list[Event]:
    """An LDAP session is open when the link goes silent for a while."""
    session = Session(topology, f"live_ldap_session/cut_{cut:g}s", lasting(topology.scenarios["vpn_drop"], 0.0, cut))
    query = FlowSpec(kind="open-session", user="alice", server="cdc1", client="ws1")
    for action, at in (("query_before", -1.0), ("query_sent_during_cut", 0.0), ("query_after_heal", cut)):
        session.now = max(at, session.now) if action == "query_after_heal" else at
        session.do(action, query, cap=200 + int(cut))
    return session.events


def ldap_default(topology: Topology, state: str) -> list[Event]:
    """How long an LDAP client without a timeout waits for the connection."""
    session = Session(topology, f"ldap_no_client_timeout/{state}", topology.scenarios[state])
    session.do("bind_direct", FlowSpec(kind="ldap-session", user="alice", server="cdc1", client="ws1"), cap=200)
    return session.events


def trust_kind(topology: Topology, kind: str) -> list[Event]:
    """Which cross-forest logons a trust allows."""
    trusts = {} if kind == "none" else topology.trusts
    if kind == "mad-trusts-corp":
        trusts = {name: evolve(trust, two_way=False) for name, trust in trusts.items()}
    session = Session(evolve(topology, trusts=trusts), f"trust/{kind}", Scenario("none"), "referral")
    for user, realm, service, other in (("alice", "corp", "msql", "mad"), ("bob", "mad", "csql", "corp")):
        session.cache = Cache()
        session.do("kinit", kinit(user), quiet=True)
        session.do(f"krb_{realm}_user_to_{other}_service", kvno(service, user))
    session.do("ntlm_corp_user_to_mad_dc", ntlm("alice", "mdc1"))
    session.do("ntlm_mad_user_to_corp_dc", ntlm("bob", "cdc1"))
    return session.events


def ntlm_recovery(topology: Topology, state: str, hold: float = 60.0) -> list[Event]:
    """NTLM across the trust during a fault, then until it works again."""
    name = f"ntlm_recovery/{state}/{hold:g}s"
    logon = ntlm("alice", "mdc1")
    session = Session(topology, name, lasting(topology.scenarios[state], 0.0, None))
    while session.now < hold:
        session.do("during", logon, cap=60)
        session.now += 5
    healed = session.now
    session.lab.engine.network.scenario = Scenario("none")
    session.lab.engine.network._present.clear()
    while True:
        trace = session.do("after_heal", logon, cap=60)
        if trace.through or session.now - healed > 150:
            break
        session.now += 1
    return [evolve(one, at=one.at - healed) if one.action == "after_heal" else one for one in session.events]


def password_changed(topology: Topology) -> list[Event]:
    """What cached tickets still do after a password change, and after the account was disabled."""
    session = Session(topology, "password_changed", Scenario("none"))
    session.do("kinit", kinit("pat4"), quiet=True)
    session.do("svc", kvno("msql", "pat4"), quiet=True)
    full = session.cache
    for account in ("password_changed", "disabled"):
        if account == "disabled":
            barred = evolve(topology.principals["pat4"], state="disabled")
            changed = topology.adding(principals={"pat4": barred})
            session.lab = ClockLab(View(changed), Scenario("none"))
        session.cache = full.copy()
        session.do("use_cached_svc", use("msql", "pat4"))
        session.do("new_svc_with_cached_xtgt", kvno("ldap-mad", "pat4"))
        session.do("new_svc_home_realm", kvno("ldap-corp", "pat4"))
        session.do("kinit_old_password", kinit("pat4", wrong_password=True), cache=Cache())
        session.do("renew", renewing("pat4"))
        session.events.append(Event(session.name, session.now, "cache_after_renew", True, "", 0.0, session.cache.names))
    return session.events


def heimdal(topology: Topology, state: str, style: str) -> list[Event]:
    """The same questions to Heimdal's programs."""
    mit = topology.configurations[style]
    own = ClientConfiguration(profile="heimdal", kdcs=mit.kdcs, dns=mit.dns, knows_realms=mit.knows_realms)
    there = evolve(topology, configurations={**topology.configurations, "own": own})
    warm = Session(there, "warm", Scenario("none"), "own")
    warm.do("kinit", kinit(), quiet=True)
    session = Session(there, f"heimdal/{state}/{style}", topology.scenarios[state], "own")
    session.do("kinit_corp", kinit(), cap=200)
    session.cache = warm.cache.copy()
    session.do("xsvc_mad_tgt", kvno("msql"), cap=200)
    session.note_tickets()
    return session.events


def played(topology: Topology) -> dict[str, Callable[[], list[Event]]]:
    """Every scenario by its measured name."""
    there: dict[str, Callable[[], list[Event]]] = {"password_changed": lambda: password_changed(topology)}
    for state in ("none", "vpn_drop"):
        there[f"expiry/{state}"] = lambda state=state: expiry(topology, state)
        there[f"expiry_near_end/{state}"] = lambda state=state: expiry_near_end(topology, state)
        there[f"renewal/{state}"] = lambda state=state: renewal(topology, state)
    for cut in (5, 20, 60):
        there[f"live_ldap_session/cut_{cut}s"] = lambda cut=cut: live_session(topology, cut)
    for state in ("vpn_drop", "vpn_down"):
        there[f"ldap_no_client_timeout/{state}"] = lambda state=state: ldap_default(topology, state)
    for kind in ("none", "mad-trusts-corp", "two-way"):
        there[f"trust/{kind}"] = lambda kind=kind: trust_kind(topology, kind)
    for state in ("vpn_drop", "vpn_down", "drop_rpc"):
        there[f"ntlm_recovery/{state}/60s"] = lambda state=state: ntlm_recovery(topology, state)
    for state in ("none", "vpn_drop", "drop_88", "corp1_off", "latency_2s", "skew_ahead_10m"):
        for style in ("referral", "static"):
            there[f"heimdal/{state}/{style}"] = lambda state=state, style=style: heimdal(topology, state, style)
    return there


def measured(events: list[dict[str, Any]]) -> Iterator[tuple[str, list[Event]]]:
    """The stored events, scenario by scenario."""
    names = list(dict.fromkeys(event["scenario"] for event in events))
    for name in names:
        yield (
            name,
            [
                Event(
                    name,
                    event["t_s"],
                    event["action"],
                    event["outcome"] == "ok",
                    event["category"],
                    event["elapsed_s"],
                    tuple(event.get("tickets", ())),
                )
                for event in events
                if event["scenario"] == name
            ],
        )


__all__ = ["Event", "Fault", "measured", "played"]
