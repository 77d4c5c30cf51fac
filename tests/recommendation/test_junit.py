"""JUnit answers as a reader of the format takes them: the cases, the counts and the names of every suite."""

import pytest
from junitparser import Error, Failure, JUnitXml

from dirsim.cli import main

HOSTILE = "</testsuite><failure/>\\u0001]]>&lt; \\\"'\\u202e\\n<!--"
"""A name of a file and of a workload, in JSON: tags, a control character, the end of CDATA, quotes, a change of direction."""
NAMED = """\
{"dirsim": "requirements/v1", "name": "NAME", "estate": {"on_prem_ad": {"domains": 1}, "connectivity": "vpn"},
 "workloads": {"NAME": {"kind": "rds-sqlserver"}}, "needs": NEEDS, "forbids": FORBIDS}
"""
NO_FIT = NAMED.replace("NEEDS", '["windows-auth-db", "existing-credentials"]').replace(
    "FORBIDS",
    '["directory-copy-in-cloud", "forest-trust", "one-way-trust", "two-way-trust", "onprem-dependency"]',
)
FITS = NAMED.replace("NEEDS", '["windows-auth-db"]').replace("FORBIDS", "[]")
FILES = {
    "plain.yaml": FITS.replace("NAME", "plain"),
    "hostile.yaml": FITS.replace("NAME", HOSTILE),
    "no-fit.yaml": NO_FIT.replace("NAME", HOSTILE),
    "<failure>&'\" ]]>.yaml": NO_FIT.replace("NAME", "a hostile file name"),
}
ANSWERS = [*([name] for name in FILES), [*FILES], ["contoso"], ["adatum"], ["northwind", "woodgrove", "wingtip"]]


@pytest.fixture
def suites(tmp_path, monkeypatch, capsysbinary):
    """A function: the suites of the answer to some files, with the exit code."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def read(files):
        code = main(["recommend", *files, "--format", "junit"])
        return code, list(JUnitXml.fromstring(capsysbinary.readouterr().out))

    return read


def counts(suite):
    """The counts that a suite states."""
    return suite.tests, suite.failures, suite.errors


@pytest.mark.parametrize("files", ANSWERS, ids=" ".join)
def test_every_suite_states_its_own_counts(suites, files):
    """Each file is one suite, and what it states is what a reader counts: no name adds a case or a failure."""
    code, read = suites(files)
    assert len(read) == len(files)
    for suite in read:
        stated = counts(suite)
        suite.update_statistics()
        assert counts(suite) == stated
        assert suite.tests >= 1
    assert (code == 0) == (sum(suite.failures + suite.errors for suite in read) == 0)


@pytest.mark.parametrize("files", ANSWERS, ids=" ".join)
def test_every_case_is_of_the_form_that_readers_know(suites, files):
    """A case has a name, a class and a line, and at most one result, a failure or an error with a message."""
    _, read = suites(files)
    for suite in read:
        assert suite.name
        for case in suite:
            assert case.name
            assert case.classname
            assert int(case._elem.get("line")) >= 1
            assert set(case._elem.keys()) == {"classname", "name", "file", "line"}
            assert len(case.result) <= 1
            assert all(isinstance(result, Failure | Error) and result.message for result in case.result)


def test_a_hostile_file_name_is_read_back_as_it_is(suites):
    """Quotes and tags in the name of a file are text to the reader."""
    file = "<failure>&'\" ]]>.yaml"
    code, (suite,) = suites([file])
    assert code == 1
    assert suite.name.startswith(f"{file}: ")
    assert {case.classname for case in suite} == {file}
