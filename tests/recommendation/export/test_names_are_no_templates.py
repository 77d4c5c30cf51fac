"""Names of a file are never templates of Terraform or references of CloudFormation: nothing is read because a name says so."""

import json
import re

import pytest

from dirsim.cli import main
from dirsim.resilience.ports.terraform_text import Expression, literal

HOSTILE = ['${file("/etc/passwd")}', "${var.region}", "%{if true}x%{endif}", "$${x}", "x"]
ASKED = """dirsim: requirements/v1
name: {name}
as_of: 2026-11-01
estate: {{on_prem_ad: {{domains: 1, users: 10}}, connectivity: vpn}}
workloads: {{{name}: {{kind: rds-sqlserver}}, {other}: {{kind: workspaces-pools}}, ec2: {{kind: ec2-windows}}}}
needs: [existing-credentials]
"""
TOPOLOGY = """dirsim: topology/v1
name: t
sites: {{hq: on-premises, cloud: {{kind: aws-region, region: eu-central-1}}}}
links: {{vpn: {{between: [hq, cloud], kind: site-to-site-vpn, latency: 30ms}}}}
directories: {{corp: {{kind: active-directory, domains: {{corp.example: {{controllers: {{hq: 1}}}}}}}}}}
clients: {{{name}: {{site: cloud, domain: corp.example, resolvers: [dc1.corp.example]}}}}
principals: {{ana: {{domain: corp.example}}}}
services: {{{other}: {{host: {name}, realm: corp.example, kind: kerberos}}}}
flows: {{open: {{kind: service-access, user: ana, service: {other}, client: {name}}}}}
"""
COMMANDS = {
    "export terraform IN --design ad-connector": ASKED,
    "export terraform IN --design managed-ad-standard+one-way-trust": ASKED,
    "ports IN --format terraform": TOPOLOGY,
}


def evaluated(made):
    """What Terraform evaluates in a configuration: every template in it, except in variables, whose texts are literal."""
    kept = json.dumps({key: value for key, value in made.items() if key not in ("variable", "//")})
    return re.findall(r"(?<!\$)\$\{[^}]*\}|(?<!%)%\{[^}]*\}", kept.replace("$${", "$$").replace("%%{", "%%"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_adds_no_template(tmp_path, capsys, command):
    """With a hostile name a configuration has the templates that it has with any other name, labels aside."""
    found = {}
    for name in HOSTILE:
        file = tmp_path / "in.yaml"
        words = {"name": json.dumps(f"n {name}"), "other": json.dumps(f"o {name}")}
        file.write_text(COMMANDS[command].format(**words), encoding="utf-8")
        code = main([str(file) if word == "IN" else word for word in command.split()])
        assert code in (0, 1), capsys.readouterr().err
        made = json.loads(capsys.readouterr().out)
        templates = evaluated(made)
        assert not [one for one in templates if not re.fullmatch(r"\$\{[\w.()\[\]]+\}", one)], templates
        found[name] = len(templates)
    assert len(set(found.values())) == 1
    assert found["x"] > 3


def test_texts_are_escaped_and_expressions_are_not():
    """Every text at any depth is escaped once; what dirsim wrote as an expression stays, as a plain text."""
    value = {"a": ["${x}", ("%{y}",)], "b": Expression("${var.z}"), "c": 1, "d": "$x %y {z}"}
    assert literal(value) == {"a": ["$${x}", ["%%{y}"]], "b": "${var.z}", "c": 1, "d": "$x %y {z}"}
    assert type(literal(value)["b"]) is str


def test_a_name_adds_no_dynamic_reference(tmp_path, capsys):
    """A name that is written as a reference to a secret stays a name in a CloudFormation template."""
    found = []
    for name in ("{{resolve:secretsmanager:prod:SecretString:password}}", "{{{resolve:ssm:a}}", "x"):
        file = tmp_path / "in.yaml"
        words = {"name": json.dumps(f"n {name}"), "other": json.dumps(f"o {name}")}
        file.write_text(ASKED.format(**words), encoding="utf-8")
        main(["export", "cloudformation", str(file), "--design", "managed-ad-standard+one-way-trust"])
        resources = json.dumps(json.loads(capsys.readouterr().out)["Resources"])
        found.append(resources.count("{{resolve:"))
    assert found == [found[-1]] * 3
    assert found[-1] > 0
