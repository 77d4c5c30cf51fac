"""Lab on group policy: links, enforcement, inheritance, trusts."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from dirsim.api import Directory, Domain, GpoLink, Half, PolicyTarget, ResultantSet, parse_requirements, resultant_set
from dirsim.api.writing import text_of
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.question import Answer, Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_SETTINGS = ("wallpaper", "proxy", "homepage")
_UNSET = "unset"
_NAMES = (
    "amber azure beige black blue bronze brown copper coral cream crimson cyan gold green grey indigo khaki lime magenta maroon "
    "mauve navy ochre orange pink plum purple red rose ruby rust salmon sand scarlet silver tan teal turquoise violet white yellow"
)
_COLOURS = tuple(_NAMES.split())


def make(draw: Draw) -> Sheet:
    """Build one student's tree of organizational units and policy objects."""
    words = draw.some([word for word in WORDS if word != "coral"], 11)
    home, bought, outer, inner, kiosks = words[:5]
    domain, other = f"{home}.example", f"{bought}.example"
    objects = [
        word.capitalize() for word in words[5:11]
    ]  # two at the domain, one at the outer unit, two inside, one for computers
    colours = draw.some(_COLOURS, len(objects) * len(_SETTINGS) + 1)
    values = {
        name: {
            setting: colours[place * len(_SETTINGS) + column]
            for column, setting in enumerate(_SETTINGS)
            if setting == "wallpaper" or draw.below(3)
        }
        for place, name in enumerate(objects)
    }
    enforced = draw.pick((objects[0], objects[1], objects[2]))
    blocked = draw.coin()
    abroad = colours[-1]
    file = _file(domain, other, (outer, inner, kiosks), objects, values, enforced, blocked=blocked, abroad=abroad)
    directories = parse_requirements(file).estate.directories
    root = _dn(domain)
    user = PolicyTarget(dn=f"CN=ana,OU={inner},OU={outer},{root}")
    computer = PolicyTarget(dn=f"CN=pc1,OU={kiosks},{root}")
    guest = PolicyTarget(dn=f"CN=ben,CN=Users,{_dn(other)}")

    def seen(
        of: Mapping[str, Directory], who: PolicyTarget = user, where: PolicyTarget | None = computer
    ) -> ResultantSet:
        return resultant_set(of, who, where)

    def value(result: ResultantSet, setting: str) -> Answer:
        found = result.setting(Half.USER, setting)
        return _UNSET if found is None or found.value is None else found.value

    def asked(setting: str) -> LabQuestion:
        return LabQuestion(
            name=setting,
            prompt=f"Ana signs in to pc1. Which **{setting}** does she get?",
            kind="choice",
            choices=(*sorted({one[setting] for one in values.values() if setting in one}), _UNSET),
            run=lambda: Ran(value(seen(directories), setting), text_of(seen(directories))),
            beliefs=(
                Belief("nearest-always-wins", lambda: value(seen(_without_enforcement(directories)), setting)),
                Belief("last-link-wins", lambda: value(seen(_turned(directories)), setting)),
            ),
            hint="List every policy object in Ana's scope by precedence, highest first; then find the first one that sets it.",
        )

    background = f"""\
The domain `{domain}` has the organizational units **{outer}** and **{kiosks}**, and **{inner}** inside {outer}. Ana's account is in
{inner}; the computer pc1 is in {kiosks}. `requirements.yaml` has every policy object with its settings and its links; each list of links
begins with link order 1, as in the Group Policy Management Console.

The forest of `{domain}` and that of `{other}` trust each other. Ben's account is in `{other}`, in the container Users.
"""
    return Sheet(
        background=background,
        look=f"dirsim policy requirements.yaml --user {user.dn} --computer {computer.dn}",
        files={"requirements.yaml": file},
        questions=(
            *(asked(setting) for setting in _SETTINGS),
            LabQuestion(
                name="applied",
                prompt="Which policy objects apply to the user configuration of Ana on pc1, highest precedence first?",
                kind="sequence",
                choices=tuple(sorted(objects)),
                run=lambda: Ran(seen(directories).applied(Half.USER), text_of(seen(directories))),
                beliefs=(
                    Belief("nearest-always-wins", lambda: seen(_without_enforcement(directories)).applied(Half.USER)),
                    Belief("last-link-wins", lambda: seen(_turned(directories)).applied(Half.USER)),
                ),
                hint="First the enforced links, from the highest container down; then the others, from the nearest container up.",
                points=2.0,
            ),
            LabQuestion(
                name="guest",
                prompt=f"Ben of `{other}` signs in to pc1. Which **wallpaper** does he get?",
                kind="choice",
                choices=(*sorted({abroad, *(one["wallpaper"] for one in values.values())}), _UNSET),
                run=lambda: Ran(value(seen(directories, guest), "wallpaper"), text_of(seen(directories, guest))),
                beliefs=(
                    Belief("policy-crosses-trust", lambda: value(seen(directories, guest, None), "wallpaper")),
                    Belief(
                        "nearest-always-wins",
                        lambda: value(seen(_without_enforcement(directories), guest), "wallpaper"),
                    ),
                    Belief("last-link-wins", lambda: value(seen(_turned(directories), guest), "wallpaper")),
                ),
                hint="In which forest does pc1 look for policy objects?",
                points=2.0,
            ),
        ),
    )


def _dn(domain: str) -> str:
    return ",".join(f"DC={part}" for part in domain.split("."))


def _file(
    domain: str,
    other: str,
    units: tuple[str, str, str],
    objects: list[str],
    values: Mapping[str, Mapping[str, str]],
    enforced: str,
    *,
    blocked: bool,
    abroad: str,
) -> str:
    outer, inner, kiosks = units
    root = _dn(domain)

    def links(*names: str) -> str:
        return ", ".join(f"{{gpo: {name}{', enforced: true' if name == enforced else ''}}}" for name in names)

    policies = "\n".join(
        f"            {name}: {{user_settings: {{{', '.join(f'{key}: {word}' for key, word in values[name].items())}}}}}"
        for name in objects
    )
    return f"""\
dirsim: requirements/v1
name: Group policy
estate:
  directories:
    home:
      kind: active-directory
      domains:
        {domain}:
          controllers: {{}}
          links: [{links(objects[0], objects[1])}]
          organizational_units:
            "OU={outer},{root}": {{links: [{links(objects[2])}]}}
            "OU={inner},OU={outer},{root}": {{links: [{links(objects[3], objects[4])}], block_inheritance: {str(blocked).lower()}}}
            "OU={kiosks},{root}": {{links: [{links(objects[5])}]}}
          group_policies:
{policies}
    bought:
      kind: active-directory
      domains:
        {other}:
          controllers: {{}}
          links: [{{gpo: Abroad}}]
          group_policies:
            Abroad: {{user_settings: {{wallpaper: {abroad}}}}}
  trusts:
    both: {{trusting: {domain}, trusted: {other}, kind: forest, two_way: true}}
"""


def _changed(directories: Mapping[str, Directory], *, turn: bool) -> dict[str, Directory]:
    """The directories with every list of links reversed, or with no link enforced."""

    def links(found: tuple[GpoLink, ...]) -> tuple[GpoLink, ...]:
        return found[::-1] if turn else tuple(evolve(link, enforced=False) for link in found)

    def of(domain: Domain) -> Domain:
        units = {name: evolve(unit, links=links(unit.links)) for name, unit in domain.organizational_units.items()}
        return evolve(domain, links=links(domain.links), organizational_units=units)

    return {
        key: evolve(directory, domains={name: of(domain) for name, domain in directory.domains.items()})
        for key, directory in directories.items()
    }


def _turned(directories: Mapping[str, Directory]) -> dict[str, Directory]:
    return _changed(directories, turn=True)


def _without_enforcement(directories: Mapping[str, Directory]) -> dict[str, Directory]:
    return _changed(directories, turn=False)


LAB = Lab(
    id="group-policy",
    title="Which policy wins?",
    minutes=30,
    terms=("group policy", "trusts"),
    explain="how you ordered the links, and why Ben gets his settings",
    make=make,
)
