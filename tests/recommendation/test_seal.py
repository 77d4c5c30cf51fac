"""Seals and signatures of decision records."""

import json
import random
import re

import pytest

import dirsim as ds
from dirsim.cli import main
from dirsim.errors import InputError, UsageError
from dirsim.files import parse_requirements
from dirsim.files.decision_record import decisions_in
from dirsim.model.requirements_form import as_file
from dirsim.recommendation.decision_page import decision_record
from dirsim.recommendation.verification import verify

ASKED = "dirsim: requirements/v1\nname: sealed\nas_of: 2026-11-01\nestate: {on_prem_ad: {domains: 1}, connectivity: vpn}\nworkloads: {it: {kind: aws-console}}\n"


@pytest.fixture(scope="module")
def record():
    """The record of a small file."""
    return decision_record(ds.recommend(parse_requirements(ASKED)))


def kinds(text):
    """The kinds of changes that a verification of the one record in a text names."""
    (decision,) = decisions_in(text)
    return [change.what for change in verify(decision).moved]


def edited(record, edit):
    """The record with its data edited by a function, written as dirsim writes them."""
    start = record.index("\n", record.index("<!-- dirsim.decision/v1")) + 1
    end = record.index("\n-->", start)
    data = json.loads(record[start:end])
    edit(data)
    made = (
        json.dumps(data, ensure_ascii=True, indent=1)
        .replace("--", "-\\u002d")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
    )
    return f"{record[:start]}{made}{record[end:]}"


def test_a_sealed_record_holds(record):
    """A record as it was written holds; two in one file hold as well."""
    assert kinds(record) == []
    assert all(verify(decision).holds for decision in decisions_in(f"{record}\n{record}"))


@pytest.mark.parametrize(
    ("edit", "part"),
    [
        (lambda text: text.replace("ad-connector", "simple-ad", 1), "text"),
        (lambda text: text + "\nP.S. use Simple AD\n", "text"),
        (lambda text: "# Approved\n\n" + text, "text"),
        (lambda text: edited(text, lambda data: data["requirements"].update(name="other")), "input"),
        (lambda text: edited(text, lambda data: data["requirements"].update(as_of="2026-11-02")), "input"),
        (
            lambda text: edited(text, lambda data: data["answer"]["designs"][0]["verdicts"][0].update(because="x")),
            "recorded-answer",
        ),
        (lambda text: edited(text, lambda data: data["facts"].update({next(iter(data["facts"])): "sha256:0"})), "fact"),
        (lambda text: edited(text, lambda data: data["facts"].pop(next(iter(data["facts"])))), "fact"),
        (lambda text: edited(text, lambda data: data["facts"].update({"clock-skew": "sha256:0"})), "fact"),
        (lambda text: edited(text, lambda data: data.pop("seal")), "record"),
        (lambda text: edited(text, lambda data: data["seal"].update(text="sha256:0")), "text"),
        (lambda text: text.replace('{\n "schema"', '{\n  "schema"', 1), "record"),
        (lambda text: text.replace("what dirsim verify runs again", "what dirsim verify ran again"), "record"),
    ],
)
def test_a_change_of_any_part_is_named(record, edit, part):
    """Whichever part of a record is changed, its verification fails and names the part."""
    assert part in kinds(edit(record))


def test_no_byte_can_be_changed(record):
    """A record with any one byte changed does not hold: it is refused, or its verification fails."""
    chance = random.Random(7)  # noqa: S311 -- reproducible, not secret
    for place in chance.sample(range(len(record)), 150):
        changed = (
            record[:place] + chance.choice([sign for sign in "aZ0 *\n" if sign != record[place]]) + record[place + 1 :]
        )
        try:
            decisions = decisions_in(changed)
        except InputError:
            continue
        assert any(decision.broken for decision in decisions), place


def test_facts_are_compared_both_ways(record):
    """A fact that the answer rests on now and that the record does not list is a moved ground."""
    found = edited(record, lambda data: data["facts"].popitem())
    because = [change.because for change in verify(decisions_in(found)[0]).moved if change.what == "fact"]
    assert "the recorded answer cites it, and the record has no digest of it" in because


@pytest.mark.parametrize(
    "text",
    [
        "estate: {on_prem_ad: {}}",
        "estate: {on_prem_ad: true}",
        "estate: {directories: {c: {domains: {a.b: {password_policy: {}}}, schema: {}}}}",
        "credentials: {a: {}}",
    ],
)
def test_an_empty_mapping_is_kept(text):
    """What is stated as {} is recorded as {}: a directory of unknown size is not no directory."""
    asked = parse_requirements(f"dirsim: requirements/v1\nname: x\n{text}")
    assert parse_requirements(json.dumps(as_file(asked))) == asked


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two pairs of Ed25519 keys as files, and a key of another kind."""
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519  # noqa: PLC0415 -- skipped without it

    folder = tmp_path_factory.mktemp("keys")
    for name, kind in (
        ("own", ed25519.Ed25519PrivateKey),
        ("other", ed25519.Ed25519PrivateKey),
        ("odd", x25519.X25519PrivateKey),
    ):
        key = kind.generate()
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / f"{name}.pub").write_bytes(
            key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
    return folder


def test_a_signed_record_holds_for_its_key_alone(keys, tmp_path, capsys):
    """A record that recommend signs is verified with its key; another key, a new seal or no signature fails."""
    asked, signed = tmp_path / "asked.yaml", tmp_path / "signed.md"
    asked.write_text(ASKED)
    words = ["recommend", str(asked), "--format", "markdown", "--output", str(signed)]
    assert main([*words, "--sign", str(keys / "own.pem")]) == 0
    assert main(["verify", str(signed)]) == 0
    assert main(["verify", str(signed), "--key", str(keys / "own.pub")]) == 0
    assert main(["verify", str(signed), "--key", str(keys / "other.pub")]) == 1
    assert "signed with another key" in capsys.readouterr().out
    text = signed.read_text()
    signed.write_text(re.sub(r'"value": "..', '"value": "AA', text))
    assert main(["verify", str(signed)]) == 1
    assert main(words) == 0
    assert main(["verify", str(signed), "--key", str(keys / "own.pub")]) == 1
    assert "the record is not signed" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["odd.pem", "own.pub", "missing.pem"])
def test_a_key_of_another_kind_is_refused(keys, name):
    """Only a private Ed25519 key signs; anything else is a usage error that names the file."""
    with pytest.raises(UsageError, match=name):
        decision_record(ds.recommend(parse_requirements(ASKED)), keys / name)


def test_a_signature_needs_a_record(capsys):
    """--sign with another format is refused: nothing would be signed."""
    assert main(["recommend", "contoso", "--sign", "key.pem"]) == 2
    assert "--sign" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_record_with_a_number_that_is_not_json_is_refused(record, number):
    """A number that JSON does not have makes a damaged record, not a fault."""
    with pytest.raises(InputError, match="damaged decision record"):
        decisions_in(re.sub(r'"amount": [0-9.]+', f'"amount": {number}', record, count=1))
