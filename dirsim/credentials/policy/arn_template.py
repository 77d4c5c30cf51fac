"""ARN templates of resource types, compared with an ARN in linear time.

A template such as ``arn:${Partition}:s3:::${BucketName}/${ObjectName}`` is compared field by field, and within a field text by
text from the left, so that nothing is tried twice, whatever the ARN.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import frozen

STANDING = frozenset({"Partition", "Region", "Account"})
"""ARN variables that state the location of a resource, not its identity."""
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@frozen
class _Gap:
    """A variable between two texts.

    Attributes:
        least: The least number of characters.
        barred: The characters that it does not match.
    """

    least: int = 1
    barred: str = ":"

    def fits(self, text: str) -> bool:
        return len(text) >= self.least and not any(sign in text for sign in self.barred)


@frozen
class ArnTemplate:
    """A template, split at its colons.

    Attributes:
        fields: For each field, its texts; one more than its variables.
        gaps: For each field, its variables.
        open_end: True if the last variable matches colons too, as the name of an object does.
    """

    fields: tuple[tuple[str, ...], ...]
    gaps: tuple[tuple[_Gap, ...], ...]
    open_end: bool = False

    def fits(self, arn: str) -> bool:
        """True if an ARN is of the template; a variable matches text without colons."""
        parts = arn.split(":", len(self.fields) - 1) if self.open_end else arn.split(":")
        return len(parts) == len(self.fields) and all(
            _field_fits(part, texts, gaps) for part, texts, gaps in zip(parts, self.fields, self.gaps, strict=True)
        )


def _field_fits(part: str, texts: tuple[str, ...], gaps: tuple[_Gap, ...]) -> bool:
    if not gaps:
        return part == texts[0]
    last = len(part) - len(texts[-1])
    if not part.startswith(texts[0]) or not part.endswith(texts[-1]):
        return False
    place = len(texts[0])
    for gap, text in zip(gaps[:-1], texts[1:-1], strict=True):
        found = part.find(text, place + gap.least, last) if text else place + gap.least
        if found < 0 or not gap.fits(part[place:found]):
            return False
        place = found + len(text)
    return place <= last and gaps[-1].fits(part[place:last])


@cache
def template_of(text: str) -> ArnTemplate:
    """The template that a text with variables describes."""
    parts = _VARIABLE.split(text)
    fields: list[list[str]] = [[]]
    gaps: list[list[_Gap]] = [[]]
    open_end = False
    for place in range(0, len(parts), 2):
        first, *others = parts[place].split(":")
        fields[-1].append(first)
        for other in others:
            fields.append([other])
            gaps.append([])
        if place + 1 == len(parts):
            break
        name = parts[place + 1]
        whole_end = place + 3 == len(parts) and not parts[place + 2]
        open_end = whole_end and (name.startswith("Object") or "Path" in name or "Without" in name)
        barred = "" if open_end else ":/" if name == "BucketName" else ":"
        least = 0 if name in STANDING else 1
        gaps[-1].append(_Gap(least, barred))
    return ArnTemplate(tuple(map(tuple, fields)), tuple(map(tuple, gaps)), open_end)
