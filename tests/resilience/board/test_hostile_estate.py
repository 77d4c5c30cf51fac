"""A directory full of names that are meant to do harm, from the export to the browser."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile_names import LONG, MOST_SITES, NAMES, hostile

import dirsim as ds
from dirsim.cli import main
from dirsim.directory.discovery.anonymize import anonymized
from dirsim.directory.discovery.estate_file import estate_yaml
from dirsim.directory.discovery.ldif_export import read_ldif
from dirsim.files.requirements_reader import parse_requirements, read_requirements
from dirsim.resilience.board.board_page import board_display

DOMAIN = "dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\n\n"
ALERTED = "() => window.pwned"


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """An export of that directory."""
    file = tmp_path_factory.mktemp("hostile") / "corp.ldf"
    file.write_text(DOMAIN + hostile().ldif)
    return str(file)


@pytest.fixture(scope="module")
def estate(export, tmp_path_factory):
    """The file that the command made of it."""
    written = tmp_path_factory.mktemp("hostile") / "estate.yaml"
    assert main(["discover", "ldif", export, "-o", str(written)]) == 0
    return str(written)


class Tags(HTMLParser):
    """The elements and attributes that a page has when it is read as HTML."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        """Keep it."""
        self.found.append((tag, dict(attrs)))


def test_names_come_through_unharmed(export, estate):
    """Every name is in the YAML file as it was in the directory, to the character, and the file reads back the same."""
    found = read_ldif([export])
    again = read_requirements(estate)
    assert (again.estate, again.workloads) == (found.estate, found.workloads)
    corp = again.estate.directories["corp"]
    domain = corp.domains["corp.example"]
    assert set(domain.group_policies) == set(NAMES)
    assert set(corp.ad_sites) == set(again.estate.sites) == set(NAMES[:MOST_SITES])
    assert set(corp.site_links) == {f"to {name}" for name in NAMES[1:MOST_SITES]}
    assert len(domain.organizational_units) == len(NAMES)
    assert {unit.links[0].gpo for unit in domain.organizational_units.values()} == set(NAMES)
    (controller,) = domain.domain_controllers.values()
    assert controller.operating_system == LONG
    assert len(LONG) > 10_000


def test_the_file_is_plain_text(estate):
    """No control character and no line that a name began stands in the file."""
    text = Path(estate).read_bytes().decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff]", text)
    assert not re.search(r"^(line two|  text #)", text, re.MULTILINE)


def test_merging_keeps_them(export, estate, tmp_path):
    """Discovery into the file that it wrote leaves it as it is."""
    copy = tmp_path / "again.yaml"
    copy.write_bytes(Path(estate).read_bytes())
    assert main(["discover", "ldif", export, "-o", str(copy)]) == 0
    assert read_requirements(copy).estate == read_requirements(estate).estate


def test_a_domain_that_cannot_be_one_is_left_out_and_told(export):
    """A trust with a partner whose name is markup is not in the file, which could not be read with it."""
    found = read_ldif([export])
    assert not found.estate.trusts
    assert any(gap.what == f"trust with {NAMES[0]!r}" and "invalid domain name" in gap.why for gap in found.unread)


def test_anonymizing_leaves_none_of_them(export):
    """With names replaced, no piece of any of them is left, in notes neither."""
    text = json.dumps(anonymized(read_ldif([export])).to_dict(), ensure_ascii=False)
    for piece in ("pwned", "script", "objectClass=*", "line two", "bell", "right to left", "os.system", "onmouseover"):
        assert piece not in text, piece


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html", "sarif", "junit"])
def test_no_form_of_the_answer_holds_a_raw_name(estate, capsysbinary, form):
    """Control characters reach no output; in HTML no element and no attribute comes from a name."""
    assert main(["recommend", estate, "--format", form]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    if form == "html":
        reader = Tags()
        reader.feed(text)
        assert not [tag for tag, _ in reader.found if tag in {"img", "iframe", "object", "embed", "base", "link"}]
        assert not [attrs for _, attrs in reader.found if any(name.startswith("on") for name in attrs)]
        scripts = [attrs for tag, attrs in reader.found if tag == "script"]
        assert [attrs.get("type") for attrs in scripts] == ["application/json", "module", "module"]


def test_no_script_of_a_name_runs(estate, capsysbinary, open_page, shot):
    """The report with its board, opened in a browser and clicked through, runs no script of a name and shows the names."""
    assert main(["recommend", estate, "--format", "html"]) == 0
    page = open_page(capsysbinary.readouterr().out.decode())
    assert page.evaluate(ALERTED) is None
    shown = page.evaluate("() => document.body.innerText")
    assert NAMES[0] in shown
    switches = page.locator("[data-key]")
    keys = {switches.nth(at).get_attribute("data-key") for at in range(switches.count())}
    assert f"link:to {NAMES[1]}" in keys
    for at in range(min(switches.count(), 12)):
        switches.nth(at).click()
        assert page.evaluate(ALERTED) is None
    page.mouse.move(200, 200)
    shot(page, "hostile-estate")
    assert page.evaluate(ALERTED) is None
    assert page.title()


def test_a_board_of_its_own_runs_none(estate, open_page):
    """So it is for the board that a notebook draws."""
    choice = ds.recommend(read_requirements(estate))
    page = open_page(f"<!doctype html><meta charset=utf-8><title>x</title>{board_display(choice.board())}")
    assert page.evaluate(ALERTED) is None


@pytest.mark.parametrize("command", ["managed-ad", "trusts", "policy"])
def test_other_commands_take_them(estate, capsysbinary, command):
    """Policy, trusts and the checks for Managed AD work on the file, and let no control character through."""
    corp = read_requirements(estate).estate.directories["corp"]
    for unit in corp.domains["corp.example"].organizational_units if command == "policy" else [""]:
        words = ["--user", f"CN=ana,{unit}"] if unit else []
        assert main([command, estate, *words]) in {0, 1}
        out = capsysbinary.readouterr().out.decode()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", out)
        if unit:
            main([command, estate, *words, "--format", "json"])
            told = json.loads(capsysbinary.readouterr().out)["policies"]
            linked = corp.domains["corp.example"].organizational_units[unit].links[0].gpo
            assert [one["gpo"] for one in told if one["state"] == "applied"] == [linked]


def test_yaml_text_is_the_same_each_time(export):
    """The same directory gives the same bytes, and they read back."""
    one, two = (estate_yaml(read_ldif([export])) for _ in range(2))
    assert one == two
    assert parse_requirements(one).estate
