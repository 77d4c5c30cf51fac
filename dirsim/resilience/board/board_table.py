"""Tables of a design on the board: each word, exchange and course once.

``words`` holds every text; elsewhere a text is its number. ``courses`` holds the trees: ``[exchange, answered, silent,
refused]`` for an exchange and the course that follows (-1 where no state leads there), ``[-1, outcome, category, exchange that
failed, reason, held]`` for an end; in a reason a number is a word and ``[exchange]`` the cause of its silence.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from dirsim.model.outcome import OUTCOMES
from dirsim.protocols.exchange import Exchange, Reply
from dirsim.protocols.view import View
from dirsim.resilience.board.board_design import BoardDesign, BoardFlow
from dirsim.simulation.replays import Asked, Branch, Ended, ReplayTree
from dirsim.simulation.sign_in_lights import sign_in_title


def design_table(design: BoardDesign) -> dict[str, Any]:
    """One design in JSON form."""
    return _Table(design).whole()


@define
class _Table:
    design: BoardDesign
    replays: ReplayTree = field(init=False)
    words: dict[str, int] = field(factory=dict)
    hosts: dict[str, int] = field(init=False)
    sites: dict[str, int] = field(init=False)
    exchanges: dict[Exchange, int] = field(factory=dict)
    exchange_rows: list[list[Any]] = field(factory=list)
    courses: dict[int, int] = field(factory=dict)
    course_rows: list[list[Any]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        topology = self.design.topology
        self.replays = ReplayTree(View(topology), frozenset(self.design.accounts))
        self.hosts = {name: number for number, name in enumerate(topology.hosts)}
        self.sites = {name: number for number, name in enumerate(topology.sites)}

    def whole(self) -> dict[str, Any]:
        """Every table of the design."""
        topology = self.design.topology
        flows = [self._flow(flow) for flow in self.design.flows]
        return {
            "label": self.design.label,
            "status": self.design.status,
            "rank": self.design.rank,
            "sites": list(topology.sites),
            "hosts": [[name, self.sites[host.site], int(host.public)] for name, host in topology.hosts.items()],
            "links": [
                [
                    name,
                    self.sites[link.between[0]],
                    self.sites[link.between[1]],
                    int(link.public),
                    link.latency_s,
                    int(link.direct),
                ]
                for name, link in topology.links.items()
            ],
            "accounts": list(self.design.accounts),
            "ports": self._ports(),
            "flows": flows,
            "left_out": list(self.design.left_out),
            "exchanges": self.exchange_rows,
            "courses": self.course_rows,
            "words": list(self.words),
        }

    def word(self, text: str) -> int:
        """The number of a text."""
        return self.words.setdefault(text, len(self.words))

    def _ports(self) -> list[list[Any]]:
        """The ports used between sites: protocol, port, service."""
        hosts = self.design.topology.hosts
        found = {
            (exchange.protocol, exchange.port): exchange.service
            for exchange in self.exchanges
            if hosts[exchange.initiator].site != hosts[exchange.target].site
        }
        return [[protocol, port, found[protocol, port]] for protocol, port in sorted(found, key=lambda key: key[::-1])]

    def _flow(self, flow: BoardFlow) -> dict[str, Any]:
        topology, word = self.design.topology, self.word
        principal = topology.principals.get(flow.spec.user)
        return {
            "name": flow.name,
            "title": sign_in_title(topology, flow.name),
            "kind": flow.spec.kind,
            "workload": flow.spec.workload,
            "user": flow.spec.user,
            "users": None if principal is None else principal.count,
            "domain": "" if principal is None else principal.domain,
            "activities": [
                [
                    word(entry.activity.name),
                    word(entry.activity.holds),
                    self.course(entry.courses),
                    word(entry.activity.rests_on),
                    entry.activity.lasts_s,
                    int(entry.activity.renewed),
                    int(entry.activity.after_sign_in),
                ]
                for entry in flow.activities
            ],
        }

    def course(self, branch: Branch | None) -> int:
        """The number of a part of a tree; parts are numbered before the whole, so that nothing is nested."""
        if branch is None:
            return -1
        waiting = [branch]
        while waiting:
            here = waiting[-1]
            ways = (here.answered, here.silent, here.refused) if isinstance(here, Asked) else ()
            missing = [way for way in ways if way is not None and id(way) not in self.courses]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            if id(here) not in self.courses:
                self.courses[id(here)] = len(self.course_rows)
                self.course_rows.append(self._course(here))
        return self.courses[id(branch)]

    def _course(self, branch: Branch) -> list[Any]:
        if isinstance(branch, Ended):
            ending = branch.ending
            return [
                -1,
                OUTCOMES.index(ending.outcome),
                self.word(ending.category),
                -1 if ending.failed is None else self.exchange(ending.failed),
                [self.word(part) if isinstance(part, str) else [self.exchange(part)] for part in branch.because],
                [self.word(text) for text in ending.held],
            ]
        ways = [-1 if way is None else self.courses[id(way)] for way in (branch.answered, branch.silent)]
        row = [self.exchange(branch.exchange), *ways]
        return row if branch.refused is None else [*row, self.courses[id(branch.refused)]]

    def exchange(self, exchange: Exchange) -> int:
        """The number of an exchange: initiator, target, port, purpose and replies."""
        number = self.exchanges.get(exchange)
        if number is None:
            number = self.exchanges[exchange] = len(self.exchange_rows)
            _, reply, expired, _ = self.replays.asked(exchange)
            self.exchange_rows.append(
                [
                    self.word(exchange.step),
                    self.hosts[exchange.initiator],
                    self.hosts[exchange.target],
                    self.word(exchange.protocol),
                    exchange.port,
                    self.word(exchange.purpose),
                    self._reply(reply),
                    None if expired is None else [exchange.subject, self._reply(expired)],
                ]
            )
        return number

    def _reply(self, reply: Reply) -> list[int]:
        return [self.word(text) for text in (reply.heard, reply.code, reply.because, reply.referral)]
