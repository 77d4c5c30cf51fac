"""Words of a file in the spelling of its author."""

import json
from pathlib import Path

import pytest

from dirsim.errors import InputError
from dirsim.files import read_requirements
from dirsim.files.requirements_reader import parse_requirements
from dirsim.files.settled_words import settled
from dirsim.files.topology_reader import parse_topology
from dirsim.files.validate import schema

FIRST_TRY = sorted(Path(__file__).parent.glob("*_try/*.yaml"))
REFUSED_RIGHTLY = {
    "05-manufacturer": "ambiguous word 'file shares'",
    "06-retail": "ambiguous word 'website'",
    "09-lawfirm": "ambiguous word 'file server'",
    "02-publisher": "ambiguous word 'Confluence'",
    "01-sqlserver": "ambiguous word 'sql server'",
    "02-sharepoint": "ambiguous word 'sql server'",
    "06-linux": "to rule it out, write forbids: ssh-keys",
    "10-hospital": "ambiguous word 'smb file share'",
    "02-university": "ambiguous word 'saml'",
    "03-manufacturer": "ambiguous word 'sap'",
    "04-okta-workspaces": "ambiguous word 'iam identity center'",
    "08-eks": "ambiguous word 'transit gateway'",
    "10-small-office": "ambiguous word 'shared drive'",
    "09-linux": "ambiguous word 'jupyterhub'",
    "02-charity": "ambiguous word 'shared folders'",
    "06-energy": "ambiguous word 'trust relationships'",
    "08-logistics": "ambiguous word 'java application'",
    "e07": "ambiguous word 'permission sets'",
    "f09": "ambiguous word 'mobile app backend'",
    "g12": "an estimate such as 5000 will do",
    "g16": "ambiguous word 'FSx'",
    "g18": "ambiguous word 'business continuity'",
    "g21": "latency and availability belong to estate.links",
    "g24": "principal: github-actions",
    "g26": "unknown word 'iamAuth'",
    "h06": "near it: ec2-linux",
    "h11": "ambiguous word 'federated login'",
    "h12": "needs: minimal-downtime",
    "h15": "near it: mfa",
    "j17": "ambiguous word 'remote desktops'",
    "j20": "ambiguous word 'SQL Server'",
    "k06": "ambiguous word 'file shares'",
    "k12": "the usual keys are on_prem_ad",
    "k17": "it can mean estate.connectivity: none",
    "m07": "ambiguous word 'temporary staff'",
    "m20": "ambiguous word 'FSx'",
    "f10": "ambiguous word 'resilience'",
    "p02": "ambiguous word 'file share'",
    "p07": "ambiguous word 'failover cluster'",
    "o01": "ambiguous word 'bastion hosts'",
    "o03": "ambiguous word 'schema extensions'",
    "o04": "ambiguous word 'Azure SQL equivalent'",
    "o05": "ambiguous word 'big file storage'",
    "o06": "ambiguous word 'file storage'",
    "o07": "unknown word 'SQL Server Agent jobs'",
    "o08": "unknown word 'Universal Print'",
    "o09": "unknown word 'Jenkins on premises'",
    "o10": "ambiguous word 'centralized-management'",
    "n01": "unknown key 'auth'",
    "n02": "ambiguous word 'wordpress'",
    "n03": "expected a mapping, found 'two-way'",
    "n04": "unknown key 'azure_ad'",
    "n05": "expected a whole number or text, found 1.8",
    "n06": "ambiguous word 'SAP'",
    "n07": "ambiguous word 'SSRS'",
    "n08": "ambiguous word 'FSx'",
    "n09": "'github-actions' is not a workload kind",
}


@pytest.mark.parametrize("file", FIRST_TRY, ids=lambda file: file.stem)
def test_files_written_from_memory_are_accepted_or_answered(file):
    """A file of an architect who has not read the documentation is accepted, or each refusal says what to write."""
    if file.stem not in REFUSED_RIGHTLY:
        assert read_requirements(file).name
        return
    with pytest.raises(InputError) as caught:
        read_requirements(file)
    assert REFUSED_RIGHTLY[file.stem] in str(caught.value)
    assert all(problem.hint for problem in caught.value.problems)


MEANINGS = [
    pytest.param(file.with_name(f"{stem}.yaml"), meaning, id=stem)
    for file in sorted(Path(__file__).parent.glob("*_try/meanings.json"))
    for stem, meaning in json.loads(file.read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize(("file", "meaning"), MEANINGS)
def test_words_from_memory_have_the_meaning_of_their_author(file, meaning):
    """Every word and shape of an accepted file is read as its author meant it."""
    made = read_requirements(file).to_dict()
    assert {key: value for key, value in made.items() if key not in ("dirsim", "name")} == meaning


def read(body):
    """The requirements of a file with this body."""
    return parse_requirements(f"dirsim: requirements/v1\nname: case\n{body}")


@pytest.mark.parametrize("key", ["needs", "forbids"])
@pytest.mark.parametrize("text", ["harpsichord tuning", "shift-workers"])
def test_what_no_word_says_has_a_place(key, text):
    """The refusal of a need or a prohibition that no word says names not_modelled, where the text is accepted and recorded."""
    with pytest.raises(InputError) as caught:
        read(f"{key}: [{text}]\n")
    assert "move it to not_modelled" in caught.value.problems[0].hint
    made = read(f"not_modelled: [{text}]\n")
    assert made.not_modelled == (text,)


@pytest.mark.parametrize(
    "text", ["shared accounts of a shift", "quick login at shift change", "own domain after 12 months"]
)
def test_a_sentence_that_no_word_says_is_recorded(text):
    """A need or a prohibition in three words or more is a wish, not a slip: it is listed as not evaluated, and noted."""
    made = read(f"needs: [{text}]\n")
    assert (made.needs, made.not_modelled) == ((), (text,))
    assert made.readings[0].startswith(f"needs[0]: '{text}' is not used (not evaluated: no word says so; ")
    made = read(f"forbids: [{text}]\n")
    assert (made.forbids, made.not_modelled) == ((), (f"forbids: {text}",))


def test_a_sentence_of_several_meanings_is_recorded_with_them():
    """What a sentence can mean is said where it is recorded; a single word of several meanings is refused."""
    made = read("needs: [no own servers]\n")
    assert made.not_modelled == ("no own servers",)
    assert "it can mean managed-service, least-ops, forbids: servers" in made.readings[0]
    with pytest.raises(InputError, match="ambiguous word 'sso'"):
        read("workloads: {a: {kind: sso}}\n")


@pytest.mark.parametrize("key", ["users", "accounts"])
def test_a_count_of_a_workload_is_left_out(key):
    """A number where names are taken is a count: it is noted as not used, and becomes no name."""
    made = read(f"workloads: {{desk: {{kind: workspaces, {key}: 25}}}}\n")
    assert not made.workloads["desk"].users
    assert not made.workloads["desk"].account
    assert f"the {key} of one workload are not counted" in made.readings[0]


def test_a_slip_in_a_sentence_is_refused():
    """A text that is a known one but for a letter is a slip, however long: it is refused, with what was meant."""
    with pytest.raises(InputError, match="did you mean 'survive-region-loss'"):
        read("needs: [survive-regoin-loss]\n")


def test_a_synonym_is_noted_and_a_spelling_is_not():
    """The requirements say which everyday words were read as which; case and blanks need no note."""
    made = read("needs: [MFA, gpo]\nworkloads: {db: {kind: mssql}}")
    assert [need.word for need in made.needs] == ["mfa", "group-policy"]
    assert made.readings == (
        "needs[1]: 'gpo' is read as group-policy (Group policies apply to the machines in AWS)",
        "workloads.db.kind: 'mssql' is read as rds-sqlserver (Amazon RDS for SQL Server)",
    )


def test_two_spellings_of_one_file_are_equal():
    """Readings are no part of a comparison."""
    assert read("needs: [gpo]") == read("needs: [group-policy]")


def test_keys_may_be_written_with_hyphens():
    """A key in another spelling is the same key, and a problem below it is placed where the file has it."""
    assert read("estate: {identity-providers: [Okta]}").estate.identity_providers == ("external-idp",)
    with pytest.raises(InputError) as caught:
        read("estate: {identity-providers: [oktaa-x]}")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (3, 31)


def test_both_spellings_of_a_key_are_refused():
    """Nothing is overwritten silently."""
    with pytest.raises(InputError, match="unknown key 'on-prem-ad'"):
        read("estate: {on_prem_ad: true, on-prem-ad: false}")


@pytest.mark.parametrize(
    ("body", "reading"),
    [
        ("estate: {connectivity: direct connect with vpn backup}", "is read as [dx, vpn] (a list)"),
        ("optimize: cost and availability", "is read as [cost, availability] (a list)"),
        ("estate: {on_prem_ad: none}", "'none' is read as false"),
        ("estate: {idp: okta}", "'idp' is read as identity_providers"),
        ("workloads: {a: {kind: workspaces, count: 40}}", "'count' is not used (machines and seats"),
        ("workloads: {a: {kind: workspaces, users: 40}}", "'users' is not used (the users of one workload"),
    ],
)
def test_what_is_read_in_another_way_is_noted(body, reading):
    """Lists in words, truth values, everyday keys and keys that change no answer are accepted, each with a note."""
    assert any(reading in sentence for sentence in read(body).readings)


def test_a_key_that_could_hold_words_is_never_left_out():
    """Only a single value is left out; a mapping below an unknown key is refused."""
    with pytest.raises(InputError, match="unknown key 'notes'"):
        read("workloads: {a: {kind: workspaces, notes: {needs: [mfa]}}}")


def test_two_everyday_words_for_one_need_are_one_need():
    """Synonyms of each other are not an entry twice; the same word twice is. Later problems keep their places."""
    assert [need.word for need in read("needs: [social login, customer sign-in, mfa]").needs] == [
        "customer-identity",
        "mfa",
    ]
    with pytest.raises(InputError, match="duplicate entry"):
        read("needs: [mfa, MFA]")
    with pytest.raises(InputError, match=r"needs\[3\]: duplicate entry"):
        read("needs: [social login, customer sign-in, mfa, mfa]")


def test_things_may_be_listed_with_their_names():
    """A list of entries with ``name`` is a mapping by name, and a problem in it is placed where the file has it."""
    sites = "estate: {sites: [{name: hq, kind: office}, {name: fra, kind: aws%s}]}"
    assert list(read(sites % "").estate.sites) == ["hq", "fra"]
    with pytest.raises(InputError) as caught:
        read(sites % ", zone: 3")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("estate.sites[1].zone", 3)


def test_an_unknown_key_is_sent_to_its_place():
    """A key that is a word of another place is refused with that place."""
    with pytest.raises(InputError, match="it belongs to workloads: workspaces"):
        read("estate: {workspaces: true}")
    with pytest.raises(InputError, match="trusting: the side that opens its resources"):
        read("estate: {trusts: {t: {from: a, to: b}}}")


def test_a_need_with_detail_may_be_a_synonym():
    """The key of a detailed need is a word like any other, and its detail is checked under it."""
    assert read("needs: [{Offline: {for: 2 hours}}]").needs[0].word == "survive-outage"
    with pytest.raises(InputError) as caught:
        read("needs: [{offline: {fro: 2h}}]")
    assert "unknown key 'fro'" in str(caught.value)


def test_connections_back_each_other_up():
    """A list of connections becomes parallel links; a word that is no path cannot be one of several."""
    assert read("estate: {connectivity: [Direct Connect, vpn]}").estate.connections == ("dx", "vpn")
    assert read("estate: {connectivity: [vpn, vpn]}").estate.connections == ("vpn", "vpn")
    assert read("estate: {connectivity: [vpn]}").estate.connectivity == "vpn"
    for wrong in ("[dx, none]", "[vpn, possible]"):
        with pytest.raises(InputError, match="connectivity"):
            read(f"estate: {{connectivity: {wrong}}}")


def test_a_share_may_be_written_in_percent():
    """``99.9%`` is a share; a number above 1 without the sign stays an error."""
    text = "estate: {sites: {a: on-prem, b: aws}, links: {v: {between: [a, b], kind: vpn, availability: %s}}}"
    assert read(text % "99.9%").estate.links["v"].availability == 0.999
    with pytest.raises(InputError, match="0.999"):
        read(text % "99.9")


def test_a_canonical_file_is_not_copied():
    """Data without synonyms is returned as it is."""
    data = {"dirsim": "requirements/v1", "name": "x", "needs": ["mfa"], "workloads": {"a": {"kind": "workspaces"}}}
    assert settled(data, schema("requirements")).data is data


def test_open_lists_take_any_word():
    """A credential's target may be any service; known names of data stores are recognised."""
    made = read("credentials: {a: {target: dynamodb}, b: {target: S3 bucket}, c: {target: sql server}}")
    assert [entry.target for entry in made.credentials.values()] == ["dynamodb", "s3", "sql server"]


def test_topologies_take_synonyms_too():
    """The words of a topology are settled in the same way."""
    made = parse_topology(
        "dirsim: topology/v1\nname: t\nsites: {a: On-Prem, b: AWS}\nlinks: {v: {between: [a, b], kind: VPN}}"
    )
    assert made.links["v"].kind == "site-to-site-vpn"


def test_a_word_that_recurs_is_noted_once():
    """A synonym that a file has many times gives one sentence, with its first place and how many more there are."""
    links = ", ".join(f"l{number}: {{between: [a, b], kind: mpls}}" for number in range(9))
    text = f"{{dirsim: requirements/v1, name: x, estate: {{sites: {{a: on-premises, b: on-premises}}, links: {{{links}}}}}}}"
    (sentence,) = parse_requirements(text).readings
    assert sentence.startswith("estate.links.l0.kind and 8 more: 'mpls' is read as wan (")
