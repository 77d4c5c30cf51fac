"""Lab on secret rotation with Secrets Manager, also interrupted."""

from __future__ import annotations

from attrs import frozen

from dirsim.api import ROTATION_STEPS, ConnectorRotation, Rotated, Secret, rotate, window_of_failures
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import FAILS, WORKS, WORKS_OR_FAILS
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw


@frozen(kw_only=True)
class _Planned:
    """One rotation of the plan; ``cut_at`` is the step before which it is interrupted, empty means none."""

    version: str
    cut_at: str


def make(draw: Draw) -> Sheet:
    """Build one student's rotations."""
    secret_name, database, program, other = draw.some(WORDS, 4)
    users = draw.pick(("single", "single", "alternating"))
    started = Secret(current=_version(draw), accepted=(), users=users)
    started = Secret(current=started.current, accepted=(started.current,), users=users)
    times = dict.fromkeys(ROTATION_STEPS, 0)
    clock = draw.between(30, 400)
    for step in ROTATION_STEPS:
        times[step] = clock
        clock += draw.between(1, 25)
    plan = [_Planned(version=_version(draw), cut_at=draw.pick(("", "", *ROTATION_STEPS))) for _ in range(4)]
    cut = draw.pick(("set", "test", "finish"))
    first = _version(draw)

    what = (
        "a single account, whose password changes"
        if users == "single"
        else "two accounts, which alternate at each rotation"
    )
    listed = "\n".join(
        f"{place}. to the version `{one.version}`"
        + (f"; the function is interrupted before the step *{one.cut_at}*" if one.cut_at else "; no failure")
        for place, one in enumerate(plan, start=1)
    )
    background = f"""\
Secrets Manager keeps the secret **{secret_name}**, the sign-in to the database **{database}** ({what}). Its current version
is `{started.current}`. Tonight it is rotated to `{first}`, in these steps:

| step | minute | effect |
| --- | --- | --- |
| create | {times["create"]} | creates the new version, labelled AWSPENDING |
| set | {times["set"]} | sets it in the database |
| test | {times["test"]} | signs in to the database with it |
| finish | {times["finish"]} | moves the label AWSCURRENT to it |

The program **{program}** reads the secret each time before it signs in. The program **{other}** read it once, in the evening, and
caches it.

Later that week there are four more attempts, one after the other, each from the state that the previous one left:

{listed}
"""

    def tonight(cut_at: str = "") -> Rotated:
        return rotate(started, first, cut_at=cut_at)

    return Sheet(
        background=background,
        look="dirsim facts rotation-during-partition",
        files={},
        questions=(
            LabQuestion(
                name="minutes-refused",
                prompt=f"For how many minutes tonight does the database refuse {program}, which reads the secret each time?",
                kind="number",
                unit="minutes",
                run=lambda: _refused(started, first, times),
                beliefs=(
                    Belief("rotation-is-instantaneous", lambda: 0.0),
                    Belief("clients-learn-of-rotation", lambda: 0.0),
                    Belief("two-accounts-make-no-difference", lambda: float(times["finish"] - times["set"])),
                ),
                hint="At which step does the database accept the new password, and at which step do readers get it?",
                points=2.0,
            ),
            LabQuestion(
                name="who-kept-it",
                prompt=f"After tonight's rotation {other} signs in with the password that it read in the evening. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: Ran(WORKS if tonight().caching_clients_get_in else FAILS, _state(tonight())),
                beliefs=(
                    Belief("clients-learn-of-rotation", lambda: WORKS),
                    Belief("two-accounts-make-no-difference", lambda: FAILS),
                ),
                hint="Compare the password in its memory with those that the database accepts.",
            ),
            LabQuestion(
                name="cut-short",
                prompt=f"Suppose that tonight's rotation had been interrupted before the step *{cut}*. Could {program}, which reads the "
                "secret each time, sign in?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: Ran(WORKS if tonight(cut).readers_get_in else FAILS, _state(tonight(cut))),
                beliefs=(Belief("cut-rotation-is-done", lambda: WORKS if tonight().readers_get_in else FAILS),),
                hint="Which steps were completed, and what did each of them change?",
            ),
            LabQuestion(
                name="version-at-last",
                prompt="Which version do readers get (AWSCURRENT) after tonight's rotation and all four attempts?",
                kind="choice",
                choices=tuple(draw.shuffled([started.current, first, *(one.version for one in plan)])),
                run=lambda: _at_last(started, first, plan),
                beliefs=(Belief("cut-rotation-is-done", lambda: plan[-1].version),),
                hint="Only one of the steps moves the label.",
                points=2.0,
            ),
            LabQuestion(
                name="finished",
                prompt="Which versions do readers get (AWSCURRENT) from tonight on, in order? (The version that the secret had before "
                "tonight does not count.)",
                kind="sequence",
                choices=tuple(sorted([first, *(one.version for one in plan)])),
                run=lambda: _finished(started, first, plan),
                beliefs=(Belief("cut-rotation-is-done", lambda: (first, *(one.version for one in plan))),),
                hint="Go through the attempts one by one.",
            ),
            LabQuestion(
                name="connector-order",
                prompt="The service account of an AD Connector gets a new password. Where must it be changed **first**, so that no step "
                "is refused?",
                kind="choice",
                choices=("directory", "connector"),
                run=_connector_first,
                beliefs=(Belief("connector-first", lambda: "connector"),),
                hint="Directory Service checks the password that you enter.",
            ),
        ),
    )


def _version(draw: Draw) -> str:
    return f"{draw.pick('bcdfghkmnprstvwz')}{draw.pick('aeiou')}{draw.between(100, 999)}"


def _refused(secret: Secret, version: str, times: dict[str, int]) -> Ran:
    """The minutes for which readers are refused: from the first step after which they are refused to the end of the last."""
    steps = window_of_failures(secret, version)
    shown = f"Readers are refused after the steps: {', '.join(steps) or 'none'}.\n"
    if not steps:
        return Ran(0.0, shown)
    after = ROTATION_STEPS[ROTATION_STEPS.index(steps[-1]) + 1]
    return Ran(float(times[after] - times[steps[0]]), shown)


def _played(secret: Secret, version: str, plan: list[_Planned]) -> list[Rotated]:
    done = [rotate(secret, version)]
    for one in plan:
        done.append(rotate(done[-1].secret, one.version, cut_at=one.cut_at))
    return done


def _at_last(secret: Secret, version: str, plan: list[_Planned]) -> Ran:
    done = _played(secret, version, plan)
    return Ran(done[-1].secret.current, "".join(_state(one) for one in done))


def _finished(secret: Secret, version: str, plan: list[_Planned]) -> Ran:
    done = _played(secret, version, plan)
    return Ran(tuple(one.secret.current for one in done if one.finished), "".join(_state(one) for one in done))


def _state(rotated: Rotated) -> str:
    secret = rotated.secret
    end = "finished" if rotated.finished else f"stopped: {rotated.because}"
    return (
        f"{end}; AWSCURRENT {secret.current}, AWSPENDING {secret.pending or 'none'}, AWSPREVIOUS {secret.previous or 'none'}; "
        f"the database accepts {', '.join(secret.accepted)}\n"
    )


def _connector_first() -> Ran:
    """The place of the first change, found by trying both orders."""
    before = ConnectorRotation()
    try:
        before.change_in_connector("v2")
    except ValueError as error:
        after = before.change_in_directory("v2").change_in_connector("v2")
        return Ran("directory" if after.signs_in else "connector", f"Connector first: {error}.\n")
    return Ran("connector", "The connector accepts the change first.\n")


LAB = Lab(
    id="rotation",
    title="When does a secret change?",
    minutes=25,
    terms=("rotation with Secrets Manager", "AD Connector"),
    explain="how a program should use a secret so that no rotation interrupts it",
    make=make,
)
