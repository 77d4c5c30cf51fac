"""Discovery, trusts, group policy and schema through the public functions."""

import pytest

import dirsim as ds
from dirsim.api import directory_depth
from dirsim.api.sources import estate_of
from dirsim.examples.ready import FOLDER

ESTATE = """\
dirsim: requirements/v1
name: two forests
estate:
  directories:
    a: {kind: active-directory, domains: {a.example: {controllers: {hq: 2}}}}
    b: {kind: active-directory, domains: {b.example: {controllers: {hq: 2}}}}
  sites: {hq: {kind: on-premises}}
  trusts: {t: {trusting: b.example, trusted: a.example, kind: forest}}
"""


@pytest.fixture
def file(tmp_path):
    """An estate with one trust: b trusts a."""
    path = tmp_path / "estate.yaml"
    path.write_text(ESTATE, encoding="utf-8")
    return path


def test_an_unknown_source_is_refused():
    """The sources that are known are listed."""
    with pytest.raises(ds.UsageError, match="expected one of: ldap, ldif, bloodhound, csvde, ldapdomaindump, aws"):
        ds.discover("excel", "x.xlsx")


def test_a_wrong_url_is_reported_before_the_password_is_asked_for():
    """The function that asks for the password is not called for an invalid URL."""
    with pytest.raises(ds.UsageError):
        ds.discover("ldap", "http://dc1.corp.example", user="ana", password=lambda: pytest.fail("asked"))


def test_access_runs_from_trusted_to_trusting(file):
    """Users of the trusted domain reach the trusting one, and not the other way."""
    there = estate_of(file)
    assert ds.trust_walk(there, "ana@a.example", "b.example").reachable
    assert not ds.trust_walk(there, "ben@b.example", "a.example").reachable


def test_readiness_takes_a_file_and_a_value(file):
    """The path and the value give the same checks."""
    assert ds.managed_ad(file).to_dict() == ds.managed_ad(ds.read_requirements(file)).to_dict()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), {}),
        (("laptops=true",), {"laptops": True}),
        (("a=no", "b=YES"), {"a": False, "b": True}),
        (("x=y=false",), {"x=y": False}),
    ],
)
def test_filter_results_are_words(words, expected):
    """A result is a filter's name and true or false; the last equals sign separates them."""
    assert directory_depth.wmi_results(words) == expected


@pytest.mark.parametrize("word", ["laptops", "=true", "laptops=perhaps"])
def test_other_filter_results_are_refused(word):
    """A word of another form is a usage error that shows it."""
    with pytest.raises(ds.UsageError, match="--wmi"):
        directory_depth.wmi_results([word])


def test_a_name_means_an_account_of_the_only_domain(tmp_path):
    """A bare name is completed by the container; with two domains the domain must be named."""
    one = tmp_path / "one.yaml"
    one.write_text(
        "dirsim: requirements/v1\nname: x\nestate:\n  directories:\n"
        "    a: {kind: active-directory, domains: {a.example: {controllers: {hq: 1}}}}\n"
        "  sites: {hq: {kind: on-premises}}\n",
        encoding="utf-8",
    )
    target, assumed = directory_depth.policy_target(one, "ana", container="CN=Users")
    assert target.dn.lower() == "cn=ana,cn=users,dc=a,dc=example"
    assert assumed
    assert directory_depth.policy_target(one, None, container="CN=Users") == (None, ())


def test_two_domains_need_the_domain(file):
    """With two domains a bare name is ambiguous."""
    with pytest.raises(ds.UsageError):
        directory_depth.policy_target(file, "ana", container="CN=Users")


def test_an_extension_takes_one_file_or_several():
    """A path and a list of one path are the same check, against the delivered schema."""
    path = FOLDER / "laps-like.ldif"
    assert ds.check_extension(path).to_dict() == ds.check_extension([path]).to_dict()
