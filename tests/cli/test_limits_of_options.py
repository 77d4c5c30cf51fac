import os
import stat

import pytest

from dirsim.api.sources import locate
from dirsim.cli import main

CONTOSO = locate("contoso")[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("simulate", "contoso", "--users", "1000000000000"), "--users: 1,000,000,000,000 users; the limit is"),
        (("simulate", "contoso", "--users", "10", "--capacity", "nope=nan"), "unknown host 'nope'"),
        (("simulate", "contoso", "--users", "10", "--repair", "9" * 400 + "h"), "invalid duration"),
        (("simulate", "contoso", "--at", "9" * 400 + "h"), "invalid time"),
        (("sweep", "contoso", "--order", "100000"), "100,000 failures at once; the limit is"),
        (("sweep", CONTOSO, "--users", "10", "--seeds", "100000000"), "100,000,000 seeds; the limit is"),
        (("recommend", CONTOSO, "--workers", "100000"), "100,000 workers; the limit is"),
        (("availability", "contoso", "--max-order", "100000"), "100,000 failures at once; the limit is"),
        (("facts", "--as-of", "0001-01-01"), "no fact is known for 0001-01-01"),
        (("verify", "x.md", "--as-of", "9999-01-01"), "no fact can be known for 9999-01-01"),
        (("session", *["assume-role"] * 5000), "5,000 calls; the limit is 100 calls"),
        (("recommend", CONTOSO, "--results", os.devnull), "this is not an ordinary file"),
    ],
)
def test_options_beyond_a_limit_are_refused(capsys, words, expected):
    """An amount, a duration or a date beyond its limit is a usage error that names it."""
    assert main(words) == 2
    shown = capsys.readouterr().err
    assert expected in shown
    assert "internal error" not in shown


def test_a_capacity_is_a_number(capsys):
    """Neither nan nor infinity is a number of requests a second."""
    import dirsim as ds  # noqa: PLC0415 -- one use

    host = next(iter(ds.design("contoso").hosts))
    for number in ("nan", "inf", "-inf"):
        assert main(("simulate", "contoso", "--users", "10", "--capacity", f"{host}={number}")) == 2
        assert host in capsys.readouterr().err


def test_results_are_kept_in_ordinary_files(tmp_path, capsys):
    """A pipe at --results is refused at once; it is not waited for."""
    pipe = tmp_path / "results"
    os.mkfifo(pipe)
    assert main(("recommend", CONTOSO, "--results", str(pipe))) == 2
    assert "this is not an ordinary file" in capsys.readouterr().err
    assert stat.S_ISFIFO(pipe.stat().st_mode)
