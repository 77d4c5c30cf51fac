"""``import dirsim as ds``: the names that it gives, and when they are loaded."""

import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dirsim as ds

ROOT = Path(__file__).parents[1]


def fresh(code):
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_importing_loads_nothing():
    """The import alone loads no part of the library and no dependency."""
    loaded = fresh(
        "import sys; import dirsim;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('dirsim', 'attrs', 'attr', 'msgspec', 'typing')))"
    )
    assert loaded == "['dirsim']"


@pytest.mark.parametrize("name", ds.__all__)
def test_every_name_is_there(name):
    """Each public name can be used and is listed."""
    assert getattr(ds, name) is not None
    assert name in dir(ds)


def test_no_name_is_hidden_by_a_folder():
    """A public name that is also a folder is that folder: importing a submodule binds the folder's name."""
    folders = {path.name for path in (ROOT / "dirsim").iterdir() if path.is_dir()}
    assert {name for name in ds.__all__ if name in folders} == {"examples", "facts", "labs"}


def test_unknown_names_are_refused():
    """A name that is not there is an AttributeError, as for any module."""
    with pytest.raises(AttributeError):
        _ = ds.nonsense


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import dirsim.recommendation.engine",
        "from dirsim.recommendation.engine import recommend",
        "import dirsim.simulation.simulation; import dirsim.recommendation.estate_baseline",
        "ds.recommend; ds.simulate",
        "from dirsim import recommend, simulate",
    ],
)
def test_verbs_can_be_called_whatever_was_imported(before):
    """``ds.recommend(...)`` and ``ds.simulate(...)`` work although subpackages have the same names."""
    shown = fresh(
        f"import dirsim as ds\n{before}\n"
        "choice = ds.recommend(ds.examples.fabrikam())\n"
        "import dirsim.recommendation.engine as engine\n"
        "print(choice.design, len(ds.simulate(choice.topology, 'healthy')) > 0, engine.recommend.__name__)"
    )
    assert shown == "ad-connector True recommend"


def test_verbs_show_their_signature():
    """Help and editors see the parameters of the verbs that are subpackages too."""
    assert "requirements" in inspect.signature(ds.recommend).parameters
    assert "topology" in inspect.signature(ds.simulate).parameters


def test_recommend_takes_a_path(tmp_path):
    """A path is read; what is wrong with the file is an InputError."""
    path = tmp_path / "r.yaml"
    path.write_text(ds.examples.text("fabrikam"), encoding="utf-8")
    assert ds.recommend(path).design == ds.recommend(str(path)).design == ds.recommend(ds.examples.fabrikam()).design
    with pytest.raises(ds.InputError):
        ds.recommend(tmp_path / "missing.yaml")


def test_the_outage_of_the_first_page():
    """What the documentation types works: a scenario, a trace at an instant, a timeline."""
    net = ds.recommend(ds.examples.wingtip()).topology
    outage = ds.Scenario("VPN lost", [ds.LinkDown("vpn", start=ds.hours(2), lasts=ds.hours(8))])
    assert ds.trace(net, "shares/corp", outage, at=ds.hours(1)).outcome == "succeeded"
    assert ds.trace(net, "shares/corp", outage, at=ds.hours(3)).outcome == "timed-out"
    assert ds.trace(net, "shares/corp", "link-down:vpn").outcome == "timed-out"
    assert ds.timeline(net, outage, flows="shares/corp").row("shares/corp.example", "new sign-in").lost_at == ds.hours(
        2
    )


def test_misnamed_elements_are_refused():
    """A fault of a link that is not there would change nothing: it is refused, with the near name."""
    net = ds.recommend(ds.examples.wingtip()).topology
    with pytest.raises(ds.UsageError) as caught:
        ds.trace(net, "shares/corp", ds.Scenario("x", [ds.LinkDown("vnp")]))
    assert "vpn" in str(caught.value)


def test_results_have_the_json_of_the_commands():
    """Runs and ports are values with ``to_dict()``, equal when their contents are."""
    net = ds.recommend(ds.examples.fabrikam()).topology
    runs = ds.simulate(net, ("healthy", "link-down:vpn"))
    assert runs.to_dict()["schema"] == "dirsim.simulation/v1"
    assert len(runs.to_dict()["rows"]) == len(runs) == 2 * len(net.flows)
    assert runs == ds.simulate(net, ("healthy", "link-down:vpn"))
    assert ds.ports(net) == ds.ports(ds.recommend(ds.examples.fabrikam()))


def test_version_is_that_of_the_project():
    """The package and pyproject.toml state one version."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == ds.__version__
