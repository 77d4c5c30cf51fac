"""Difference between two recommendations: the changes and their reasons.

An answer is the document that ``Recommendation.to_dict`` returns (``dirsim.recommendation/v1``). Nothing else is read,
so an answer may be years old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from dirsim.shown import Tabular

Answer = Mapping[str, Any]


@frozen
class Changed:
    """One change between two answers.

    Attributes:
        what: The kind: ``answer``, ``requirement``, ``design``, ``verdict``, ``credential``, ``fact``, ``run``, ``cost``, ``assumption``,
            ``unsupported`` or ``date``.
        where: The name or path of the changed entry; empty for the answer as a whole.
        before: The old value; ``None`` means that the entry was absent.
        after: The new value; ``None`` means that the entry is absent now.
        because: The reason, as a sentence; empty where the answers give none.
        decides: True where the change makes the decision different.
    """

    what: str
    where: str
    before: Any
    after: Any
    because: str = ""
    decides: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The change in JSON form."""
        return {
            "what": self.what,
            "where": self.where,
            "from": self.before,
            "to": self.after,
            "because": self.because,
            "decides": self.decides,
        }


@frozen
class Difference(Tabular):
    """The differences between two answers.

    Attributes:
        old: The older answer's name.
        new: The newer answer's name.
        changes: The changes: first the decision, then its reasons, then the rest. Empty means that there are none.
    """

    old: str
    new: str
    changes: tuple[Changed, ...]

    @property
    def same_decision(self) -> bool:
        """True where the same design is recommended, or none as before, and each credential gets the same advice."""
        return not any(change.decides for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """The difference in JSON form (``dirsim.diff/v1``)."""
        return {
            "schema": "dirsim.diff/v1",
            "old": self.old,
            "new": self.new,
            "same_decision": self.same_decision,
            "changes": [change.to_dict() for change in self.changes],
        }


def difference(
    old: Answer, new: Answer, asked: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
) -> Difference:
    """The changes from one answer to another.

    Args:
        old: The older answer.
        new: The newer answer.
        asked: The requirements of both in the file form, where they are known.
    """
    return Difference(str(old["name"]), str(new["name"]), tuple(_changes(old, new, asked)))


def _changes(old: Answer, new: Answer, asked: tuple[Mapping[str, Any], Mapping[str, Any]] | None) -> Iterator[Changed]:
    before, after = _decision(old), _decision(new)
    if before != after:
        yield Changed("answer", "", before, after, _why_answer(old, new), decides=True)
    yield from _credentials(old, new)
    if asked is not None:
        was, becomes = (dict(_flat(document)) for document in asked)
        for path in dict.fromkeys([*was, *becomes]):
            if was.get(path) != becomes.get(path):
                yield Changed("requirement", path, was.get(path), becomes.get(path))
    if old["as_of"] != new["as_of"]:
        yield Changed("date", "as_of", old["as_of"], new["as_of"], "other facts may apply")
    yield from _designs(old, new)
    for what, key in (("assumption", "assumptions"), ("unsupported", "unsupported")):
        yield from _listed(what, old.get(key, ()), new.get(key, ()))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A document's values by path; each word of a list has its own path, since the order of lists is not significant."""
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from _flat(entry, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for entry in value:
            if isinstance(entry, Mapping):
                yield from _flat(entry, path)
            else:
                yield f"{path}.{entry}", "stated"
    elif path != "dirsim":
        yield path, value


def _decision(answer: Answer) -> dict[str, Any]:
    tied = sorted(
        entry["design"] for entry in answer["designs"] if answer["status"] == "tie" and entry.get("rank") == 1
    )
    return {"status": answer["status"], "design": answer.get("design"), **({"tied": tied} if tied else {})}


def _why_answer(old: Answer, new: Answer) -> str:
    """The reason for a different design: the verdict against the old one now, or against the new one before."""
    was, becomes = old.get("design"), new.get("design")
    now_against = _against(new, was)
    if was and now_against:
        return f"{was}: {now_against}"
    then_against = _against(old, becomes)
    if becomes and then_against:
        return f"{becomes} fits now; before: {then_against}"
    if was and becomes:
        known = {entry["design"] for entry in new["designs"]}
        return f"both fit, and {becomes} ranks first now" if was in known else f"{was} is no longer considered"
    return ""


def _against(answer: Answer, design: str | None) -> str:
    entry = next((entry for entry in answer["designs"] if entry["design"] == design), None)
    if entry is None or entry["status"] == "feasible":
        return ""
    wanted = "not-met" if entry["status"] == "rejected" else "unknown"
    return next((str(v["because"]) for v in entry["verdicts"] if v["verdict"] == wanted), "")


def _credentials(old: Answer, new: Answer) -> Iterator[Changed]:
    before, after = old.get("credentials", {}), new.get("credentials", {})
    for name in sorted({*before, *after}):
        was = before[name]["advice"] if name in before else None
        becomes = after[name]["advice"] if name in after else None
        if was != becomes or (name in before) != (name in after):
            current = next(
                (v["because"] for v in after.get(name, {}).get("verdicts", ()) if v["verdict"] == "not-met"), ""
            )
            yield Changed("credential", f"credentials.{name}", was, becomes, current, decides=True)


def _designs(old: Answer, new: Answer) -> Iterator[Changed]:
    before = {entry["design"]: entry for entry in old["designs"]}
    after = {entry["design"]: entry for entry in new["designs"]}
    for design in sorted({*before, *after}):
        was, becomes = before.get(design), after.get(design)
        if was is None or becomes is None:
            yield Changed(
                "design", design, was and was["status"], becomes and becomes["status"], "considered in one answer only"
            )
            continue
        if (was["status"], was.get("rank")) != (becomes["status"], becomes.get("rank")):
            yield Changed("design", design, _standing(was), _standing(becomes), _against(new, design))
        if was["monthly_cost"] != becomes["monthly_cost"]:
            yield Changed("cost", design, was["monthly_cost"], becomes["monthly_cost"])
        yield from _verdicts(design, was["verdicts"], becomes["verdicts"])


def _standing(entry: Mapping[str, Any]) -> str:
    return f"{entry['status']}, rank {entry['rank']}" if entry.get("rank") else str(entry["status"])


def _verdicts(design: str, old: Any, new: Any) -> Iterator[Changed]:
    before, after = _by_place(old), _by_place(new)
    for place in dict.fromkeys([*before, *after]):
        was, becomes = before.get(place), after.get(place)
        where = f"{design}: {place[0]} ({place[1]})"
        if was is None or becomes is None or was["verdict"] != becomes["verdict"]:
            current = becomes or was
            yield Changed(
                "verdict",
                where,
                was and was["verdict"],
                becomes and becomes["verdict"],
                str(current and current["because"]),
            )
        elif was["because"] != becomes["because"] or was["facts"] != becomes["facts"]:
            facts = sorted({*was["facts"]} ^ {*becomes["facts"]})
            reason = f"facts cited by one answer only: {', '.join(facts)}" if facts else ""
            yield Changed("verdict", where, was["because"], becomes["because"], reason)


def _by_place(verdicts: Any) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """Verdicts by requirement, rule and number; the number separates several verdicts of one rule on a requirement."""
    found: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    count: dict[tuple[str, str], int] = {}
    for verdict in verdicts:
        place = verdict["requirement"], verdict["rule"]
        number = count.get(place, 0)
        count[place] = number + 1
        found[*place, number] = verdict
    return found


def _listed(what: str, old: Any, new: Any) -> Iterator[Changed]:
    before, after = [_text(entry) for entry in old], [_text(entry) for entry in new]
    there, then = set(after), set(before)
    for text in before:
        if text not in there:
            yield Changed(what, "", text, None)
    for text in after:
        if text not in then:
            yield Changed(what, "", None, text)


def _text(entry: Any) -> str:
    return f"{entry['path']}: {entry['effect']}" if isinstance(entry, Mapping) else str(entry)
