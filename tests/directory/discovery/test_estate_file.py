"""Estates written as YAML, and merged into files that people have written in."""

import pytest

from dirsim.directory.discovery.discovery import Discovery
from dirsim.directory.discovery.estate_file import estate_yaml, merged_yaml
from dirsim.files.requirements_reader import parse_requirements
from dirsim.model.directory import Directory, Domain
from dirsim.model.requirements import Estate

HEAD = "dirsim: requirements/v1\nname: Contoso  # our name\n"


def discovery(users, level="2016"):
    """A forest of one domain."""
    domain = Domain(users=users, functional_level=level)
    at = ("estate", "directories", "corp", "domains", "corp.example")
    return Discovery(
        name="corp.example as discovered",
        estate=Estate(directories={"corp": Directory(domains={"corp.example": domain})}),
        sources={(*at, "users"): "counted", (*at, "functional_level"): "read"},
    )


def domain_of(text):
    """The directory's name and its domain, as a text has them."""
    ((name, directory),) = parse_requirements(text).estate.directories.items()
    return name, directory.domains["corp.example"]


def test_hand_written_parts_and_comments_stay():
    """Names, values, needs and comments of a person are kept; what was missing is added."""
    text = (
        HEAD
        + "estate:\n  directories:\n    hq:  # as in every plan\n      domains:\n        corp.example: {users: 12000}  # from HR\nneeds: [kerberos]\n"
    )
    merged = merged_yaml(text, discovery(11_873))
    assert all(said in merged.text for said in ("# our name", "# as in every plan", "# from HR", "kerberos"))
    name, domain = domain_of(merged.text)
    assert (name, domain.users, domain.functional_level) == ("hq", 12_000, "2016")
    assert any("12000" not in note and "11873" in note for note in merged.notes)


def test_what_discovery_wrote_is_renewed():
    """A value with a found-comment changes with the next discovery; merging the same again changes nothing."""
    first = estate_yaml(discovery(10))
    again = merged_yaml(first, discovery(20))
    assert domain_of(again.text)[1].users == 20
    assert again.notes == []
    assert merged_yaml(again.text, discovery(20)).text == again.text


@pytest.mark.parametrize(
    "short", ["corp: active-directory", "corp: {domains: [corp.example]}", "corp: {domains: {corp.example: }}"]
)
def test_short_forms_are_written_out(short):
    """A file in any short form takes what was found."""
    merged = merged_yaml(f"{HEAD}estate:\n  directories:\n    {short}\n", discovery(7))
    assert domain_of(merged.text)[1].users == 7


def test_a_sketch_is_not_contradicted():
    """Counts that the sketch gives stay the only ones: the file still loads."""
    merged = merged_yaml(f"{HEAD}estate: {{on_prem_ad: {{domains: 1, users: 2000}}}}\n", discovery(7))
    assert parse_requirements(merged.text).estate.on_prem_ad.users == 2000
    assert any("2000" in note for note in merged.notes)


def test_a_partial_result_is_marked():
    """What was cut short says so in its first lines and in its notes."""
    text = estate_yaml(Discovery(name="x", stopped="the server closed the connection"))
    assert "PARTIAL" in text.splitlines()[1]
    assert "the server closed the connection" in text.partition("unread:")[2]


def test_a_comment_of_the_next_key_is_not_its_own():
    """A hand-written value above something discovered stays hand-written, however often discovery runs."""
    text = f"{HEAD}estate:\n  directories:\n    corp:\n      domains:\n        corp.example:\n          users: 12000\n          # found: x\n          links: []\n"
    once = merged_yaml(text, discovery(7))
    twice = merged_yaml(once.text, discovery(8))
    assert domain_of(twice.text)[1].users == 12_000
