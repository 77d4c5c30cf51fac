"""JUnit suites of answers: a suite for each file at a gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dirsim.pages.pipeline_log import LogCase

if TYPE_CHECKING:
    from collections.abc import Callable

Suite = tuple[str, str, list[LogCase]]
"""The file, the name of the suite and its cases."""

_KINDS: Mapping[str, str] = {"not-met": "failure", "unknown": "error"}


def answer_suite(file: str, answer: Mapping[str, Any], line: Callable[[str], int]) -> Suite:
    """The requirements of the design that is nearest to fitting: met ones pass, unknown ones are errors.

    Args:
        file: The file as the user named it.
        answer: The answer in JSON form (``dirsim.recommendation/v1``).
        line: The line of a path in the file.
    """
    judged = _judged(answer)
    cases = [
        LogCase(
            f"{verdict['requirement']} ({verdict['rule']})",
            _KINDS.get(verdict["verdict"], ""),
            verdict["because"] if verdict["verdict"] in _KINDS else "",
            line(verdict["requirement"]),
        )
        for verdict in (judged["verdicts"] if judged else ())
    ]
    for name, advice in answer.get("credentials", {}).items():
        path = f"credentials.{name}"
        fits = advice["advice"] is not None
        cases.append(LogCase(path, "" if fits else "failure", "" if fits else "no option fits", line(path)))
    kind, message = {
        "no-fit": ("failure", "no design fits"),
        "insufficient-evidence": ("error", "the evidence is insufficient to recommend a design"),
    }.get(answer["status"], ("", ""))
    cases.append(LogCase("a design is recommended", kind, message, 1))
    return file, f"{file}: {judged['design'] if judged else answer['status']}", cases


def _judged(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The recommended design; without one, that with the fewest verdicts against it, the first of equal ones."""

    def against(design: Mapping[str, Any]) -> tuple[bool, int, int]:
        kinds = [verdict["verdict"] for verdict in design["verdicts"]]
        first = answer["status"] in ("recommended", "tie") and design.get("rank") == 1
        return not first, kinds.count("not-met"), kinds.count("unknown")

    return min(answer["designs"], key=against, default=None)


def assessment_suite(file: str, answer: Mapping[str, Any], line: Callable[[str], int]) -> Suite:
    """A case for each verdict, each finding and each open rule: faults and what is not met fail, unknown is an error.

    Args:
        file: The file as the user named it.
        answer: The assessment in JSON form (``dirsim.assessment/v1``).
        line: The line of a path in the file.
    """
    return file, f"{file}: {answer['status']}", list(_assessment_cases(answer, line))


def _assessment_cases(answer: Mapping[str, Any], line: Callable[[str], int]) -> Iterator[LogCase]:
    judged = [(one["requirement"], one) for one in answer["verdicts"]]
    judged += [(one["path"], one) for one in (*answer["findings"], *answer["unknowns"])]
    for path, one in judged:
        kind = _KINDS.get(one["verdict"], "")
        yield LogCase(f"{path} ({one['rule']})", kind, one["because"] if kind else "", line(path))
