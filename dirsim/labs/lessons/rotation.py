"""When does a secret change? A rotation by Secrets Manager step by step, whole and cut short."""

from __future__ import annotations

from attrs import frozen

from dirsim.credentials.rotation import STEPS, ConnectorRotation, Rotated, Secret, rotate, window_of_failures
from dirsim.labs.draw import WORDS, Draw
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lessons.estate import FAILS, WORKS, WORKS_OR_FAILS
from dirsim.labs.question import Belief, Question, Ran


@frozen(kw_only=True)
class _Planned:
    """One rotation of the plan."""

    version: str
    cut_at: str


def make(draw: Draw) -> Sheet:
    """One student's rotations."""
    secret_name, database, program, other = draw.some(WORDS, 4)
    users = draw.pick(("single", "single", "alternating"))
    started = Secret(current=_version(draw), accepted=(), users=users)
    started = Secret(current=started.current, accepted=(started.current,), users=users)
    times = dict.fromkeys(STEPS, 0)
    clock = draw.between(30, 400)
    for step in STEPS:
        times[step] = clock
        clock += draw.between(1, 25)
    plan = [_Planned(version=_version(draw), cut_at=draw.pick(("", "", *STEPS))) for _ in range(4)]
    cut = draw.pick(("set", "test", "finish"))
    first = _version(draw)

    what = (
        "one account, whose password changes"
        if users == "single"
        else "two accounts, which take turns at each rotation"
    )
    listed = "\n".join(
        f"{place}. to the version `{one.version}`"
        + (f"; the function dies before the step *{one.cut_at}*" if one.cut_at else "; nothing goes wrong")
        for place, one in enumerate(plan, start=1)
    )
    background = f"""\
Secrets Manager keeps the secret **{secret_name}**, the sign-in to the database **{database}** ({what}). Its version is
`{started.current}` now. Tonight it is rotated to `{first}`, step by step on the clock of the night:

| step | minute | what it does |
| --- | --- | --- |
| create | {times["create"]} | makes the new version, labelled AWSPENDING |
| set | {times["set"]} | sets it at the database |
| test | {times["test"]} | signs in to the database with it |
| finish | {times["finish"]} | moves AWSCURRENT to it |

The program **{program}** reads the secret each time before it signs in. The program **{other}** read it once, in the evening, and keeps
what it read.

Later that week there are four more attempts, one after the other, each from what the one before left behind:

{listed}
"""

    def tonight(cut_at: str = "") -> Rotated:
        return rotate(started, first, cut_at=cut_at)

    return Sheet(
        background=background,
        look="dirsim facts rotation-during-partition",
        files={},
        questions=(
            Question(
                name="minutes-refused",
                prompt=f"For how many minutes tonight is {program}, which reads the secret anew each time, refused by the database?",
                kind="number",
                unit="minutes",
                run=lambda: _refused(started, first, times),
                beliefs=(
                    Belief("rotation-is-instantaneous", lambda: 0.0),
                    Belief("clients-learn-of-rotation", lambda: 0.0),
                    Belief("two-accounts-make-no-difference", lambda: float(times["finish"] - times["set"])),
                ),
                hint="At which step does the database take the new password, and at which one do readers get it?",
                points=2.0,
            ),
            Question(
                name="who-kept-it",
                prompt=f"After tonight's rotation {other} signs in with what it read in the evening. Does it work?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: Ran(WORKS if tonight().caching_clients_get_in else FAILS, _state(tonight())),
                beliefs=(
                    Belief("clients-learn-of-rotation", lambda: WORKS),
                    Belief("two-accounts-make-no-difference", lambda: FAILS),
                ),
                hint="Compare what it has in memory with what the database takes.",
            ),
            Question(
                name="cut-short",
                prompt=f"Had tonight's rotation died before the step *{cut}*: would {program}, which reads the secret anew, get in?",
                kind="choice",
                choices=WORKS_OR_FAILS,
                run=lambda: Ran(WORKS if tonight(cut).readers_get_in else FAILS, _state(tonight(cut))),
                beliefs=(Belief("cut-rotation-is-done", lambda: WORKS if tonight().readers_get_in else FAILS),),
                hint="Which steps were done, and what did each of them change?",
            ),
            Question(
                name="version-at-last",
                prompt="Which version do readers get (AWSCURRENT) after tonight's rotation and all four attempts?",
                kind="choice",
                choices=tuple(draw.shuffled([started.current, first, *(one.version for one in plan)])),
                run=lambda: _at_last(started, first, plan),
                beliefs=(Belief("cut-rotation-is-done", lambda: plan[-1].version),),
                hint="Only one of the steps moves the label.",
                points=2.0,
            ),
            Question(
                name="finished",
                prompt="Which of the versions were ever what readers get, from tonight on, in order? (The version that the secret had "
                "before tonight does not count.)",
                kind="sequence",
                choices=tuple(sorted([first, *(one.version for one in plan)])),
                run=lambda: _finished(started, first, plan),
                beliefs=(Belief("cut-rotation-is-done", lambda: (first, *(one.version for one in plan))),),
                hint="Go through the attempts one by one.",
            ),
            Question(
                name="connector-order",
                prompt="The service account of an AD Connector is to get a new password. Where is it changed **first**, so that no step is "
                "refused?",
                kind="choice",
                choices=("directory", "connector"),
                run=_connector_first,
                beliefs=(Belief("connector-first", lambda: "connector"),),
                hint="Directory Service tries the password that it is given.",
            ),
        ),
    )


def _version(draw: Draw) -> str:
    return f"{draw.pick('bcdfghkmnprstvwz')}{draw.pick('aeiou')}{draw.between(100, 999)}"


def _refused(secret: Secret, version: str, times: dict[str, int]) -> Ran:
    """For how long readers are refused: from the end of the first such step to the end of the last step."""
    steps = window_of_failures(secret, version)
    shown = f"Readers are refused after the steps: {', '.join(steps) or 'none'}.\n"
    if not steps:
        return Ran(0.0, shown)
    after = STEPS[STEPS.index(steps[-1]) + 1]
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
        f"the database takes {', '.join(secret.accepted)}\n"
    )


def _connector_first() -> Ran:
    """The order in which both changes are taken, found by trying both."""
    before = ConnectorRotation()
    try:
        before.change_in_connector("v2")
    except ValueError as error:
        after = before.change_in_directory("v2").change_in_connector("v2")
        return Ran("directory" if after.signs_in else "connector", f"The connector first: {error}.\n")
    return Ran("connector", "The connector takes it first.\n")


LAB = Lab(
    id="rotation",
    title="When does a secret change?",
    minutes=25,
    terms=("rotation with Secrets Manager", "AD Connector"),
    explain="what a program should do so that no rotation stops it",
    make=make,
)
