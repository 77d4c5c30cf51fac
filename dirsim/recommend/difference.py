"""What changed between two answers, and why: read from the answers themselves, so that one of them may be years old.

An answer is the document that ``Recommendation.to_dict`` gives (``dirsim.recommendation/v1``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

Answer = Mapping[str, Any]


@frozen
class Changed:
    """One thing that is not as it was.

    Attributes:
        what: What it is: ``answer``, ``requirement``, ``design``, ``verdict``, ``credential``, ``fact``, ``run``, ``cost``, ``assumption``,
            ``unsupported`` or ``date``.
        where: Which one, by its name or path; empty for the answer as a whole.
        before: What it was; ``None`` means that it was not there.
        after: What it is; ``None`` means that it is not there any more.
        because: Why, in words; empty where the answers do not say.
        decides: Whether the decision itself is another one because of it.
    """

    what: str
    where: str
    before: Any
    after: Any
    because: str = ""
    decides: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON shows it."""
        return {
            "what": self.what,
            "where": self.where,
            "from": self.before,
            "to": self.after,
            "because": self.because,
            "decides": self.decides,
        }


@frozen
class Difference:
    """Two answers side by side.

    Attributes:
        old: The older answer's name.
        new: The newer answer's name.
        changes: What changed; the decision first, then why, then the rest. Empty means that nothing did.
    """

    old: str
    new: str
    changes: tuple[Changed, ...]

    @property
    def same_decision(self) -> bool:
        """Whether the same design is recommended, or none as before, and each credential gets the same advice."""
        return not any(change.decides for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON shows it (``dirsim.diff/v1``)."""
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
    """What changed from one answer to another.

    Args:
        old: The older one.
        new: The newer one.
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
    """What a document says, by path; the words of a list each under their own name, for their order says little."""
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
    """Why the design of before is not the design of now: what speaks against it now, or what spoke against the new one."""
    was, becomes = old.get("design"), new.get("design")
    now_against = _against(new, was)
    if was and now_against:
        return f"{was}: {now_against}"
    then_against = _against(old, becomes)
    if becomes and then_against:
        return f"{becomes} fits now; before: {then_against}"
    if was and becomes:
        known = {entry["design"] for entry in new["designs"]}
        return f"both fit, and {becomes} ranks first now" if was in known else f"{was} is not considered any more"
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
            spoken = next(
                (v["because"] for v in after.get(name, {}).get("verdicts", ()) if v["verdict"] == "not-met"), ""
            )
            yield Changed("credential", f"credentials.{name}", was, becomes, spoken, decides=True)


def _designs(old: Answer, new: Answer) -> Iterator[Changed]:
    before = {entry["design"]: entry for entry in old["designs"]}
    after = {entry["design"]: entry for entry in new["designs"]}
    for design in sorted({*before, *after}):
        was, becomes = before.get(design), after.get(design)
        if was is None or becomes is None:
            yield Changed(
                "design", design, was and was["status"], becomes and becomes["status"], "it was not considered"
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
            spoken = becomes or was
            yield Changed(
                "verdict",
                where,
                was and was["verdict"],
                becomes and becomes["verdict"],
                str(spoken and spoken["because"]),
            )
        elif was["because"] != becomes["because"] or was["facts"] != becomes["facts"]:
            facts = sorted({*was["facts"]} ^ {*becomes["facts"]})
            said = f"facts that only one of them cites: {', '.join(facts)}" if facts else ""
            yield Changed("verdict", where, was["because"], becomes["because"], said)


def _by_place(verdicts: Any) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """Verdicts by requirement and rule; where a rule judges a requirement more than once, by number as well."""
    found: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    for verdict in verdicts:
        number = 0
        while (verdict["requirement"], verdict["rule"], number) in found:
            number += 1
        found[verdict["requirement"], verdict["rule"], number] = verdict
    return found


def _listed(what: str, old: Any, new: Any) -> Iterator[Changed]:
    before, after = [_text(entry) for entry in old], [_text(entry) for entry in new]
    for text in before:
        if text not in after:
            yield Changed(what, "", text, None)
    for text in after:
        if text not in before:
            yield Changed(what, "", None, text)


def _text(entry: Any) -> str:
    return f"{entry['path']}: {entry['effect']}" if isinstance(entry, Mapping) else str(entry)
