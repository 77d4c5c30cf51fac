"""Lab on role sessions: temporary credentials, chaining, revocation."""

from __future__ import annotations

from attrs import evolve

from dirsim.api import Hop, InputError, duration_text, facts, hours, job, minutes, revoked, session
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lesson_estate import NEVER
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw


def make(draw: Draw) -> Sheet:
    """Build one student's jobs."""
    chain_name, instance_name, login_name, task_name, *open_ones = draw.some(WORDS, 10)
    role_hours = draw.between(2, 12)
    first = Hop(way=draw.pick(("assume-role", "assume-role-with-saml")))
    chained = (first, Hop(way="assume-role", role_max_s=hours(role_hours)))
    chained_job = draw.between(65, 60 * role_hours + 90)
    instance_hours = draw.between(3, 12)
    asked = draw.between(75, 60 * instance_hours - 30)
    instance = (
        Hop(way="instance-profile"),
        Hop(way="assume-role", role_max_s=hours(instance_hours), requested_s=minutes(asked)),
    )
    platform = ("ecs-task-role", "a task of Amazon ECS") if draw.coin() else ("lambda-role", "a Lambda function")
    task_hours = draw.between(2, 12)
    task = (Hop(way=platform[0]), Hop(way="assume-role", role_max_s=hours(task_hours)))
    login_hours = draw.between(2, 12)
    login = (Hop(way="assume-role-with-saml", role_max_s=hours(login_hours)),)
    login_job = draw.between(65, 60 * login_hours - 5)
    sessions = {name: draw.between(0, 300) for name in open_ones}
    at = draw.between(60, 260)
    again = at + draw.between(2, 30)

    listed = "\n".join(f"- **{name}** began at minute {begun}" for name, begun in sessions.items())
    background = f"""\
Four jobs run with temporary credentials of **IAM roles**. None of them requests new credentials while it runs.

- **{chain_name}** signs in by `{first.way}`, and with these credentials assumes a second role, whose maximum session duration
  is {role_hours} hours. It requests no particular duration. The job runs for {chained_job} minutes.
- **{instance_name}** runs on an EC2 instance with an instance profile. With those credentials it assumes a role whose maximum
  is {instance_hours} hours, and requests a session of {asked} minutes.
- **{login_name}** signs in by `assume-role-with-saml` to a role whose maximum is {login_hours} hours. It requests no
  particular duration. The job runs for {login_job} minutes.

- **{task_name}** is {platform[1]} with its own role. With that role's credentials it assumes a role whose maximum is
  {task_hours} hours.

Another role has these active sessions:

{listed}

At minute **{at}** an administrator revokes the role's active sessions. The programs then sign in again as soon as they can.
"""
    return Sheet(
        background=background,
        look="dirsim facts role-chaining-cap",
        files={},
        questions=(
            LabQuestion(
                name="chained-job",
                prompt=f"After how many minutes does {chain_name} fail because its credentials expired? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: _fails(chained, chained_job),
                beliefs=(
                    Belief("chains-last-twelve-hours", lambda: _fails(_at_maximum(chained[1:]), chained_job).answer),
                ),
                hint="With whose credentials does the job assume the second role?",
            ),
            LabQuestion(
                name="chain-ceiling",
                prompt=f"What is the longest session, in minutes, that {chain_name} could have requested for the chained role?",
                kind="number",
                unit="minutes",
                run=lambda: _longest(chained),
                beliefs=(
                    Belief("chains-last-twelve-hours", lambda: _longest(chained[1:]).answer),
                    Belief("chains-last-twelve-hours", lambda: _longest((_twelve(chained[1]),)).answer),
                ),
                hint="Try several durations: from which one on is the request refused?",
            ),
            LabQuestion(
                name="instance-job",
                prompt=(
                    f"AWS's documentation exempts instance roles from role chaining; users report that STS limits them all the same. "
                    f"After how many minutes at most do the credentials of {instance_name} expire? (An answer by either source is right.)"
                ),
                kind="number",
                unit="minutes",
                run=lambda: _contested(instance),
                beliefs=(Belief("role-maximum-is-length", lambda: _fails(_at_maximum(instance), 24 * 60).answer),),
                hint="Which duration was requested? How long is a session of a chained role at most?",
                points=2.0,
            ),
            LabQuestion(
                name="task-ceiling",
                prompt=f"What is the longest session, in minutes, that {task_name} can request for the other role?",
                kind="number",
                unit="minutes",
                run=lambda: _longest(task),
                beliefs=(Belief("platform-roles-do-not-chain", lambda: _longest(task[1:]).answer),),
                hint="Whose credentials does the platform hand to the program?",
            ),
            LabQuestion(
                name="login-job",
                prompt=f"After how many minutes does {login_name} fail because its credentials expired? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: _fails(login, login_job),
                beliefs=(Belief("role-maximum-is-length", lambda: _fails(_at_maximum(login), login_job).answer),),
                hint="How long is a session for which no duration was requested?",
            ),
            LabQuestion(
                name="smallest-request",
                prompt=f"What is the shortest session, in minutes, with which {login_name} would have completed?",
                kind="number",
                unit="minutes",
                run=lambda: _shortest(login[0], login_job),
                beliefs=(Belief("role-maximum-is-length", lambda: float(login_hours * 60)),),
                hint="How long does the job run?",
            ),
            LabQuestion(
                name="revoked",
                prompt="Which of the listed sessions are denied after the revocation? (Only the minute at which a session began counts. "
                f"At minute {again} all programs make another call.)",
                kind="set",
                choices=tuple(sorted(sessions)),
                run=lambda: _denied(sessions, at),
                beliefs=(Belief("revocation-takes-all", lambda: tuple(sessions)),),
                hint="A revocation attaches a deny statement with a condition. On which value?",
                points=2.0,
            ),
        ),
    )


def _fails(chain: tuple[Hop, ...], length_min: int) -> Ran:
    """The minute at which a job fails; 0 means never."""
    became = job(chain, minutes(length_min))
    return Ran(
        0.0 if became.fails_at_s is None else became.fails_at_s / 60.0, _reason(became.because, became.session.facts)
    )


def _contested(chain: tuple[Hop, ...]) -> Ran:
    """The minutes after which a session expires by AWS's text, and by the reports that contradict it."""
    found = session(chain)
    also = () if found.contested_s is None else (found.contested_s / 60.0,)
    return Ran((found.length_s or 0.0) / 60.0, _reason(found.because, found.facts), also=also)


def _twelve(hop: Hop) -> Hop:
    """The hop with the greatest maximum that IAM allows, for the misconception that it limits every chain."""
    return evolve(hop, role_max_s=float((facts.catalog()["assume-role-range"].detail or {})["role_max_max_s"]))


def _at_maximum(chain: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """The chain as if the last session lasted as long as its role allows."""
    return (*chain[:-1], evolve(chain[-1], requested_s=chain[-1].role_max_s))


def _longest(chain: tuple[Hop, ...]) -> Ran:
    """The longest session, in whole minutes, that a chain may request, found by trying."""
    refused = ""
    low, high = 15, 12 * 60
    while low < high:
        middle = (low + high + 1) // 2
        try:
            session((*chain[:-1], evolve(chain[-1], requested_s=minutes(middle))))
            low = middle
        except InputError as error:
            high, refused = middle - 1, str(error)
    return Ran(float(low), f"{duration_text(minutes(low))} is granted. {refused}\n")


def _shortest(hop: Hop, length_min: int) -> Ran:
    """The shortest session, in whole minutes, with which a job completes, found by trying."""
    low, high = 15, int((hop.role_max_s or hours(1)) // 60)
    while low < high:
        middle = (low + high) // 2
        if job((evolve(hop, requested_s=minutes(middle)),), minutes(length_min)).passes:
            high = middle
        else:
            low = middle + 1
    became = job((evolve(hop, requested_s=minutes(low)),), minutes(length_min))
    return Ran(float(low), _reason(became.because, became.session.facts))


def _denied(sessions: dict[str, int], at: int) -> Ran:
    shown = "\n".join(
        f"{name}: began at minute {begun}: {'denied' if revoked(begun, at) else 'not affected'}"
        for name, begun in sessions.items()
    )
    return Ran(tuple(name for name, begun in sessions.items() if revoked(begun, at)), shown + "\n")


def _reason(because: str, facts: tuple[str, ...]) -> str:
    return f"{because} [{', '.join(facts)}]\n"


LAB = Lab(
    id="role-sessions",
    title="How long does a role last?",
    minutes=25,
    terms=("IAM role", "temporary credentials"),
    explain="why a maximum of many hours does not help a chained role",
    make=make,
)
