"""What the functions of the library take in the place of a file."""

import pytest

import dirsim as ds
from dirsim.api import sources

REQUIREMENTS = """\
dirsim: requirements/v1
name: Desktops
as_of: 2026-11-01
estate: {on_prem_ad: {domains: 1, users: 100}, connectivity: vpn}
workloads: {desktops: {kind: workspaces}}
needs: [existing-credentials]
"""


@pytest.fixture
def file(tmp_path):
    """A requirements file in a folder of its own."""
    path = tmp_path / "office.yaml"
    path.write_text(REQUIREMENTS, encoding="utf-8")
    return path


def test_an_example_is_found_by_name():
    """The name of an example gives its file, and messages call it by its file name."""
    path, name = sources.locate("contoso")
    assert path.endswith("contoso.yaml")
    assert name == "contoso.yaml"


def test_the_measured_lab_is_an_example_too():
    """``reality`` is a topology; it is found where a topology or either kind is read."""
    assert ds.read_topology("reality").name == "reality"
    assert isinstance(sources.read_file("reality"), ds.Topology)


def test_a_topology_is_not_read_as_requirements():
    """The wrong kind of example is an input error that names the file."""
    with pytest.raises(ds.InputError, match="reality.yaml"):
        ds.read_requirements("reality")


def test_a_file_in_the_folder_is_preferred_to_an_example(tmp_path, monkeypatch):
    """A file named like an example, in the current folder, is the one that is read."""
    (tmp_path / "contoso").write_text(REQUIREMENTS.replace("Desktops", "Not the example"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ds.read_requirements("contoso").name == "Not the example"


def test_standard_input_is_a_dash():
    """``-`` is standard input, and messages call it that."""
    assert sources.locate("-") == ("-", "<stdin>")


def test_a_missing_file_names_a_near_example():
    """A misspelt example is reported with the name that is near."""
    with pytest.raises(ds.InputError) as caught:
        ds.read_requirements("contosso")
    (problem,) = caught.value.problems
    assert problem.file == "contosso"
    assert problem.message == "file not found"
    assert "contoso" in problem.hint


def test_a_missing_file_far_from_any_example_has_no_hint():
    """A hint never names something else than the word."""
    with pytest.raises(ds.InputError) as caught:
        ds.read_requirements("q9.yaml")
    assert caught.value.problems[0].hint == ""


def test_paths_and_text_are_taken_alike(file):
    """A path object and its text give the same value."""
    assert ds.read_requirements(file) == ds.read_requirements(str(file))


def test_a_given_name_is_used_in_messages(tmp_path):
    """Where a name is given, problems carry it in the place of the path."""
    path = tmp_path / "bad.yaml"
    path.write_text(REQUIREMENTS + "nonsense: 1\n", encoding="utf-8")
    with pytest.raises(ds.InputError) as caught:
        ds.read_requirements(path, name="shown.yaml")
    assert {problem.file for problem in caught.value.problems} == {"shown.yaml"}


def test_places_are_line_and_column(file):
    """Each need and workload has the place at which it is written."""
    _, places = sources.read_with_places(file)
    assert places["needs.existing-credentials"] == (6, 9)
    assert places["workloads.desktops"][0] == 5


def test_requirements_are_returned_as_they_are(file):
    """A value is not read again."""
    value = ds.read_requirements(file)
    assert sources.requirements_of(value) is value
    assert sources.requirements_of(file) == value


def test_the_estate_of_requirements_is_a_topology_without_flows(file):
    """The estate holds directories and trusts, and nothing that signs in."""
    there = sources.estate_of(ds.read_requirements(file))
    assert there.flows == {}
    assert sources.estate_of("reality").flows


def test_the_design_of_a_topology_is_itself():
    """A topology is a design already; a label with it is refused."""
    net = ds.read_topology("reality")
    assert ds.design(net) is net
    with pytest.raises(ds.UsageError, match="--design"):
        ds.design(net, "ad-connector")


def test_the_design_of_requirements_is_the_recommended_one(file):
    """Without a label the recommended design is built; the value, the file and the answer agree."""
    choice = ds.recommend(file)
    assert ds.design(file) == ds.design(choice) == choice.topology


def test_a_label_gives_that_design(file):
    """With a label that design is built, for requirements and for an answer alike."""
    built = ds.design(file, "ad-connector")
    assert built.connectors
    assert ds.design(ds.recommend(file), "ad-connector") == built
    assert ds.build(file, "ad-connector").topology == built


def test_an_invalid_label_is_refused(file):
    """A label that no grammar allows is a usage error that shows it."""
    with pytest.raises(ds.UsageError, match="--design"):
        ds.design(file, "managed-ad-gold")


def test_a_design_that_was_not_considered_is_refused(file):
    """An answer knows only the designs that it considered, and names them."""
    with pytest.raises(ds.UsageError, match="ad-connector"):
        ds.design(ds.recommend(file), "none+shared")


def test_no_fit_has_no_design(tmp_path):
    """Where no design fits there is nothing to run: an error with exit code 1."""
    path = tmp_path / "no.yaml"
    path.write_text(
        REQUIREMENTS.replace(
            "[existing-credentials]", "[existing-credentials, no-directory-data-in-cloud, low-latency-auth]"
        ),
        encoding="utf-8",
    )
    assert ds.recommend(path).status == ds.AnswerStatus.NO_FIT
    with pytest.raises(ds.NoDesignError) as caught:
        ds.design(path)
    assert caught.value.exit_code == 1
