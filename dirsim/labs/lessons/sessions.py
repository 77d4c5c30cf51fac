"""How long does a role last? Temporary credentials, chains of roles, and what a revocation takes."""

from __future__ import annotations

from attrs import evolve

from dirsim.credentials.lifetimes import Hop, job, revoked, session
from dirsim.errors import InputError
from dirsim.facts import catalog
from dirsim.labs.draw import WORDS, Draw
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.lessons.estate import NEVER
from dirsim.labs.question import Belief, Question, Ran
from dirsim.model.units import duration_text, hours, minutes


def make(draw: Draw) -> Sheet:
    """One student's jobs."""
    chain_name, instance_name, login_name, *open_ones = draw.some(WORDS, 9)
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
    instance_job = asked + draw.between(1, 29)
    login_hours = draw.between(2, 12)
    login = (Hop(way="assume-role-with-saml", role_max_s=hours(login_hours)),)
    login_job = draw.between(65, 60 * login_hours - 5)
    sessions = {name: draw.between(0, 300) for name in open_ones}
    at = draw.between(60, 260)
    again = at + draw.between(2, 30)

    listed = "\n".join(f"- **{name}** began at minute {begun}" for name, begun in sessions.items())
    background = f"""\
Three jobs run on temporary credentials of **IAM roles**. None of them asks for new credentials while it runs.

- **{chain_name}** signs in by `{first.way}`, and with these credentials takes a second role, whose maximum session duration is
  set to {role_hours} hours. It asks for no particular length. The job runs for {chained_job} minutes.
- **{instance_name}** runs on an EC2 instance with an instance profile. With those credentials it takes a role whose maximum is
  set to {instance_hours} hours, and asks for a session of {asked} minutes. The job runs for {instance_job} minutes after that.
- **{login_name}** signs in by `assume-role-with-saml` to a role whose maximum is set to {login_hours} hours. It asks for no
  particular length. The job runs for {login_job} minutes.

Of another role these sessions are open:

{listed}

At minute **{at}** an administrator revokes the role's active sessions. The programs sign in again as soon as they can.
"""
    return Sheet(
        background=background,
        look="dirsim facts role-chaining-cap",
        files={},
        questions=(
            Question(
                name="chained-job",
                prompt=f"After how many minutes does {chain_name} fail for want of credentials? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: _fails(chained, chained_job),
                beliefs=(
                    Belief("chains-last-twelve-hours", lambda: _fails(_at_maximum(chained[1:]), chained_job).answer),
                ),
                hint="With whose credentials is the second role taken?",
            ),
            Question(
                name="chain-ceiling",
                prompt=f"For how many minutes at most could {chain_name} have asked, on this chain?",
                kind="number",
                unit="minutes",
                run=lambda: _longest(chained),
                beliefs=(
                    Belief("chains-last-twelve-hours", lambda: _longest(chained[1:]).answer),
                    Belief("chains-last-twelve-hours", lambda: _longest((_twelve(chained[1]),)).answer),
                ),
                hint="Try lengths: from which one on is the request refused?",
            ),
            Question(
                name="instance-job",
                prompt=f"After how many minutes does {instance_name} fail for want of credentials? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: _fails(instance, instance_job),
                beliefs=(
                    Belief(
                        "instance-role-chains",
                        lambda: (
                            _fails((Hop(way="assume-role"), evolve(instance[1], requested_s=None)), instance_job).answer
                        ),
                    ),
                    Belief("role-maximum-is-length", lambda: _fails(_at_maximum(instance), instance_job).answer),
                ),
                hint="Does a role that is taken with an instance's credentials count as chained? What was asked for?",
                points=2.0,
            ),
            Question(
                name="login-job",
                prompt=f"After how many minutes does {login_name} fail for want of credentials? ({NEVER}.)",
                kind="number",
                unit="minutes",
                run=lambda: _fails(login, login_job),
                beliefs=(Belief("role-maximum-is-length", lambda: _fails(_at_maximum(login), login_job).answer),),
                hint="What length does a session have for which nobody asked?",
            ),
            Question(
                name="smallest-request",
                prompt=f"What is the shortest session, in minutes, with which {login_name} would have run to its end?",
                kind="number",
                unit="minutes",
                run=lambda: _shortest(login[0], login_job),
                beliefs=(Belief("role-maximum-is-length", lambda: float(login_hours * 60)),),
                hint="How long does the job run?",
            ),
            Question(
                name="revoked",
                prompt="Which of the sessions listed are denied after the revocation? (A session counts by the minute at which it "
                f"began. At minute {again} all programs look again.)",
                kind="set",
                choices=tuple(sorted(sessions)),
                run=lambda: _denied(sessions, at),
                beliefs=(Belief("revocation-takes-all", lambda: tuple(sessions)),),
                hint="The deny that a revocation attaches has a condition. On what?",
                points=2.0,
            ),
        ),
    )


def _fails(chain: tuple[Hop, ...], length_min: int) -> Ran:
    """The minute at which a job fails; 0 means never."""
    became = job(chain, minutes(length_min))
    return Ran(
        0.0 if became.fails_at_s is None else became.fails_at_s / 60.0, _told(became.because, became.session.facts)
    )


def _twelve(hop: Hop) -> Hop:
    """A role with the greatest maximum there is, for those who take that for the length of every chain."""
    return evolve(hop, role_max_s=float((catalog()["assume-role-range"].detail or {})["role_max_max_s"]))


def _at_maximum(chain: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """The chain as if every session lasted as long as its role allows."""
    return (*chain[:-1], evolve(chain[-1], requested_s=chain[-1].role_max_s))


def _longest(chain: tuple[Hop, ...]) -> Ran:
    """The longest session, in whole minutes, that a chain may ask for: found by asking."""
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
    """The shortest session with which a job passes, found by asking."""
    low, high = 15, int((hop.role_max_s or hours(1)) // 60)
    while low < high:
        middle = (low + high) // 2
        if job((evolve(hop, requested_s=minutes(middle)),), minutes(length_min)).passes:
            high = middle
        else:
            low = middle + 1
    became = job((evolve(hop, requested_s=minutes(low)),), minutes(length_min))
    return Ran(float(low), _told(became.because, became.session.facts))


def _denied(sessions: dict[str, int], at: int) -> Ran:
    shown = "\n".join(
        f"{name}: began at minute {begun}: {'denied' if revoked(begun, at) else 'not touched'}"
        for name, begun in sessions.items()
    )
    return Ran(tuple(name for name, begun in sessions.items() if revoked(begun, at)), shown + "\n")


def _told(because: str, facts: tuple[str, ...]) -> str:
    return f"{because} [{', '.join(facts)}]\n"


LAB = Lab(
    id="role-sessions",
    title="How long does a role last?",
    minutes=25,
    terms=("IAM role", "temporary credentials"),
    explain="why a maximum of many hours does not help a chained role",
    make=make,
)
