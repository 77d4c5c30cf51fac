"""Waiver: a finding that its owner accepts until a day."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase

from attrs import frozen


@frozen(kw_only=True)
class Waiver:
    """An accepted finding.

    Attributes:
        rule: The rule whose findings are accepted.
        scope: The findings that are accepted: a pattern with ``*`` for the file's name, for the path in the file, or for
            ``FILE:PATH``; ``*`` means every finding of the rule.
        owner: The person who answers for it.
        reason: The reason.
        expires: The last day on which it is valid.
        line: Its line in the file of waivers.
    """

    rule: str
    scope: str
    owner: str
    reason: str
    expires: date
    line: int = 0

    def covers(self, rule: str, file: str, path: str) -> bool:
        """True where a finding of a rule, in a file at a path, is in its scope."""
        names = (file, path, f"{file}:{path}")
        return rule == self.rule and any(fnmatchcase(name, self.scope) for name in names)

    def expired(self, day: date) -> bool:
        """True after the last day on which it is valid."""
        return day > self.expires

    @property
    def sentence(self) -> str:
        """The waiver as the justification of a suppressed finding."""
        return f"{self.reason} ({self.owner}, until {self.expires.isoformat()})"
