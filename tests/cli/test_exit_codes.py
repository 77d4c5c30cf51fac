"""Every exit code of every family of commands, each with a run: 0 yes, 1 no, 2 bad input, 3 too little evidence, 4 no output."""

import json
import os
from pathlib import Path

import pytest

from dirsim.cli import app, main

ASKED = """dirsim: requirements/v1
name: Desktops
as_of: 2026-11-01
estate: {on_prem_ad: {domains: 1, users: 10}, connectivity: vpn}
workloads: {desktops: {kind: workspaces}}
needs: [existing-credentials]
"""
NETWORK = """dirsim: topology/v1
name: t
sites: {hq: on-premises, cloud: {kind: aws-region, region: eu-central-1}}
links: {vpn: {between: [hq, cloud], kind: site-to-site-vpn}}
directories: {corp: {kind: active-directory, domains: {corp.example: {controllers: {hq: 1}}}}}
clients: {pc: {site: cloud, domain: corp.example, resolvers: [dc1.corp.example]}}
principals: {ana: {domain: corp.example}}
services: {files: {host: pc, realm: corp.example, kind: kerberos}}
flows: {open: {kind: service-access, user: ana, service: files, client: pc}}
"""
GRANT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"}
CALL = {
    "eventTime": "2026-03-01T00:00:00Z",
    "eventID": "1",
    "eventSource": "s3.amazonaws.com",
    "eventName": "ListBuckets",
    "userIdentity": {
        "type": "AssumedRole",
        "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/n"}},
    },
}
FILES = {
    "yes.yaml": ASKED,
    "no.yaml": ASKED.replace("workspaces", "workdocs"),
    "bad.yaml": "dirsim: requirements/v1\nname: [\n",
    "unknown.yaml": "dirsim: requirements/v1\nname: x\nas_of: 2026-11-01\nneeds: [existing-credentials]\n"
    "estate: {on_prem_ad: {domains: 1, users: 300, single_label: true}, connectivity: vpn, aws: {accounts: 1, regions: [eu-west-1]}}\n"
    "workloads: {desktops: {kind: workspaces-windows}}\n",
    "open.yaml": "dirsim: requirements/v1\nname: open\nas_of: 2026-11-01\n"
    "estate: {on_prem_ad: false, directories: {small: {kind: simple-ad, domains: [small.example]}}}\n"
    "workloads: {gateway: {kind: storage-gateway-smb, users: [small.example]}}\n",
    "apart.yaml": NETWORK.replace("directories: {", "directories: {other: {kind: active-directory, domains: {other.example: {controllers: {hq: 1}}}}, "),
    "net.yaml": NETWORK,
    "cut.yaml": NETWORK.replace("site: cloud, domain", "site: alone, domain").replace("sites: {", "sites: {alone: on-premises, "),
    "grant.json": json.dumps({"Version": "2012-10-17", "Statement": [GRANT]}),
    "wide.json": json.dumps({"Version": "2012-10-17", "Statement": [{**GRANT, "Action": "*", "Resource": "*"}]}),
    "if.json": json.dumps({"Version": "2012-10-17", "Statement": [{**GRANT, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}),
    "trail.json": json.dumps({"Records": [CALL]}),
    "quiet.json": json.dumps({"Records": [{**CALL, "errorCode": "AccessDenied"}]}),
    "corp.ldf": "dn: DC=corp,DC=example\nobjectClass: domainDNS\nmsDS-Behavior-Version: 7\n",
    "empty.ldf": "",
    "cut.ldf": "dn: DC=corp,DC=example\nobjectClass: domainDNS\nnonsense\n",
    "new.ldf": "dn: CN=x-A,CN=Schema,CN=Configuration,DC=X\nchangetype: add\nobjectClass: attributeSchema\nlDAPDisplayName: x-A\n"
    "attributeID: 1.3.6.1.4.1.99999.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\ncn: x-A\n",
    "odd.ldf": "dn: CN=x-A,CN=Schema,CN=Configuration,DC=X\nchangetype: add\nobjectClass: attributeSchema\nlDAPDisplayName: x-A\n",
    "rules.csv": "initiator,target,protocol,port\n*,*,tcp,53\n",
}  # fmt: skip
RUNS = [
    (0, "recommend yes.yaml"), (1, "recommend no.yaml"), (2, "recommend bad.yaml"), (3, "recommend unknown.yaml"),
    (1, "recommend yes.yaml --fail-on assumption"), (1, "recommend yes.yaml no.yaml"), (2, "recommend no.yaml bad.yaml"), (2, "recommend yes.yaml --format pdf"),
    (0, "assess northwind"), (1, "assess cut.yaml"), (2, "assess bad.yaml"), (3, "assess open.yaml"),
    (0, "check yes.yaml net.yaml"), (2, "check yes.yaml bad.yaml"), (2, "check none.yaml"),
    (0, "simulate yes.yaml"), (1, "simulate no.yaml"), (2, "simulate net.yaml --scenario nothing"), (3, "simulate unknown.yaml"),
    (0, "trace net.yaml --flow open"), (1, "trace no.yaml --flow open"), (2, "trace net.yaml --flow close"), (3, "trace unknown.yaml --flow open"),
    (0, "availability net.yaml"), (1, "availability no.yaml"), (2, "availability net.yaml --max-order 0"), (3, "availability unknown.yaml"),
    (0, "sweep net.yaml"), (1, "sweep no.yaml"), (2, "sweep net.yaml --order 0"), (3, "sweep unknown.yaml"),
    (0, "ports net.yaml"), (1, "ports net.yaml --check rules.csv"), (2, "ports net.yaml --check none.csv"), (3, "ports unknown.yaml"),
    (0, "export terraform yes.yaml"), (1, "export terraform no.yaml"), (2, "export pdf yes.yaml"), (3, "export terraform unknown.yaml"),
    (0, "discover ldif corp.ldf"), (2, "discover ldif cut.ldf"), (3, "discover ldap ldap://127.0.0.1:1 --bind anonymous"), (2, "discover ldif empty.ldf"),
    (0, "least-privilege trail.json"), (2, "least-privilege none.json"), (3, "least-privilege quiet.json"),
    (0, "lint-policy grant.json"), (1, "lint-policy wide.json"), (2, "lint-policy bad.yaml"),
    (0, "can grant.json --action s3:GetObject --resource arn:aws:s3:::b/k"), (1, "can grant.json --action s3:PutObject --resource arn:aws:s3:::b/k"),
    (2, "can grant.json --action s3"), (3, "can if.json --action s3:GetObject --resource arn:aws:s3:::b/k"),
    (0, "session iam-user get-session-token:1h"), (1, "session lambda-role assume-role:2h,max=12h"), (2, "session nothing"),
    (0, "diff yes.yaml yes.yaml"), (1, "diff yes.yaml no.yaml"), (2, "diff yes.yaml bad.yaml"),
    (0, "verify record.md"), (1, "verify moved.md"), (2, "verify yes.yaml"),
    (0, "check-schema new.ldf"), (1, "check-schema odd.ldf"), (2, "check-schema cut.ldf"),
    (0, "trusts net.yaml"), (1, "trusts apart.yaml --from ana@corp.example --to other.example"), (2, "trusts bad.yaml"),
    (0, "managed-ad contoso"), (1, "managed-ad net.yaml"), (2, "managed-ad bad.yaml"),
    (0, "policy contoso --user ana@corp.example --computer pc@corp.example"), (2, "policy contoso --user ana@corp.example --address 999.1.1.1"),
    (0, "facts"), (2, "facts nothing-of-this-name"), (2, "facts --as-of 2026-02-30"),
    (0, "words mfa"), (1, "words qqqqqqqqq"), (2, "words mfa --format pdf"),
    (0, "new x --users 10 --ad --workload workspaces"), (2, "new x --users ten"),
    (0, "schema"), (2, "schema nothing"),
    (0, "lab list"), (2, "lab start nothing"), (3, "lab check lab"), (1, "lab check wrong"), (0, "lab check right/solution.yaml"), (2, "lab check bad.yaml"),
    (0, "completion bash"), (2, "completion nothing"),
]  # fmt: skip
"""The exit code, and the command that ends with it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with every file that the commands name."""
    place = tmp_path_factory.mktemp("codes")
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    before = Path.cwd()
    os.chdir(place)
    try:
        assert main(["recommend", "yes.yaml", "-o", "record.md", "-q"]) == 0
        (place / "moved.md").write_text((place / "record.md").read_text().replace("Desktops", "Desks", 1))
        assert main(["lab", "start", "proxy-store", "--student", "ana", "--to", "lab", "-o", "started.txt"]) == 0
        assert main(["lab", "start", "proxy-store", "--student", "ana", "--to", "wrong", "-o", "started.txt"]) == 0
        assert (
            main(["lab", "start", "proxy-store", "--student", "ana", "--to", "right", "--instructor", "-o", "x.txt"])
            == 0
        )
        solved = (place / "right" / "solution.yaml").read_text().splitlines()
        first = next(place for place, line in enumerate(solved) if line.startswith("  ") and ":" in line)
        (place / "wrong" / "answers.yaml").write_text("\n".join(_one_answer(solved, first)) + "\n")
    finally:
        os.chdir(before)
    return place


def _one_answer(solved, first):
    """The solution with only its first answer: the others are missing."""
    return [line for number, line in enumerate(solved) if number <= first or not line.startswith("  ")]


@pytest.mark.parametrize(("code", "words"), RUNS, ids=[f"{code}-{words}" for code, words in RUNS])
def test_each_code_has_a_run(folder, monkeypatch, capsys, code, words):
    """The command ends with the code; a message names the problem of bad input, and no run is an internal error."""
    monkeypatch.chdir(folder)
    found = main(words.split())
    shown = capsys.readouterr()
    assert found == code, shown.err[-400:] + shown.out[-400:]
    assert "internal error" not in shown.err
    if code == 2:
        assert shown.err or shown.out
    if code == 0:
        assert shown.out


@pytest.mark.parametrize("words", sorted({words.split()[0]: words for code, words in RUNS if code == 0}.values()))
def test_an_answer_that_cannot_be_written_is_code_4(folder, monkeypatch, capsys, words):
    """A full device at --output is exit code 4 for every command, never 0."""
    monkeypatch.chdir(folder)
    assert main([*words.split(), "--output", "/dev/full"]) == 4
    assert "could not be written" in capsys.readouterr().err


def test_every_command_is_in_the_table():
    """Every command has a run that ends with 0 and one that ends with 2."""
    for code in (0, 2):
        assert {words.split()[0] for found, words in RUNS if found == code} == set(app.COMMANDS)
