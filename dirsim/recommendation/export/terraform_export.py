"""Design as Terraform configuration in JSON.

Secrets, networks and accounts are variables; what exists already is adopted by ``import`` blocks, so that nothing is created
twice. Source: developer.hashicorp.com/terraform/language/syntax/json; registry.terraform.io/providers/hashicorp/aws.
"""

from __future__ import annotations

import json
from typing import Any

from dirsim.model.port_numbers import RADIUS
from dirsim.recommendation.export.exported_design import ExportedDesign
from dirsim.recommendation.export.exported_directories import ExportedDirectory, identifier
from dirsim.recommendation.export.terraform_attachments import add_attachments
from dirsim.recommendation.export.terraform_blocks import DIRECTORY, TerraformConfiguration
from dirsim.recommendation.export.terraform_security_groups import add_security_groups
from dirsim.resilience.ports.port_matrix import PortMatrix
from dirsim.resilience.ports.terraform_text import Expression, literal

_TYPES = {"managed-microsoft-ad": "MicrosoftAD", "simple-ad": "SimpleAD", "ad-connector": "ADConnector"}
_DIRECTIONS = {"outgoing": "One-Way: Outgoing", "incoming": "One-Way: Incoming", "two-way": "Two-Way"}
_COGNITO = "cognito"


def terraform_configuration(design: ExportedDesign, matrix: PortMatrix) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A design as the data of a configuration, and what it does not express.

    Args:
        design: The design.
        matrix: Its port matrix, for the security groups.
    """
    made = TerraformConfiguration(design)
    for entry in design.directories:
        _directory(made, entry)
    for entry in design.directories:
        _around(made, entry)
    _trusts(made)
    _ways_in(made)
    _resolver(made)
    add_attachments(made)
    add_security_groups(made, matrix)
    provider = {"aws": {"region": design.region or made.variable("region", "Region of the deployment")}}
    said = tuple(dict.fromkeys((*design.left_out, *made.left_out)))
    data = {
        "//": [f"Design {design.title}.", *(f"Not expressed: {text}." for text in said)],
        "terraform": {
            "required_version": ">= 1.6",
            "required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 6.0"}},
        },
        "provider": literal(provider),
        **_sorted("variable", made.variables),
        **({"data": literal(made.data)} if made.data else {}),
        **_sorted("resource", literal(made.resources)),
        **({"import": literal(made.imports)} if made.imports else {}),
    }
    return data, said


def _sorted(key: str, values: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(sorted(values.items()))} if values else {}


def _directory(made: TerraformConfiguration, entry: ExportedDirectory) -> None:
    kind = entry.entry.kind
    if not entry.created:
        identity = made.variable(f"id_{entry.name}", f"Id of the directory of {entry.domain}, Hybrid Edition")
        place = {"region": entry.region} if entry.region else {}
        made.data.setdefault(DIRECTORY, {})[entry.name] = {**place, "directory_id": identity}
        made.left_out.append(f"{entry.name}: no resource type creates Hybrid Edition; the configuration refers to it")
        return
    values: dict[str, Any] = {
        "name": entry.domain,
        "type": _TYPES[kind],
        "password": made.variable(
            f"password_{entry.name}",
            f"Password of the service account of {entry.domain}" if kind == "ad-connector" else "Password of Admin",
            secret=True,
        ),
    }
    detail = entry.entry.domains.get(entry.domain)
    if detail is not None and detail.netbios:
        values["short_name"] = detail.netbios
    if kind == "managed-microsoft-ad":
        values["edition"] = (entry.entry.edition or "standard").capitalize()
    else:
        values["size"] = (entry.entry.size or "small").capitalize()
    if kind == "ad-connector":
        account = entry.entry.service_account
        values["connect_settings"] = {
            "customer_dns_ips": list(entry.entry.dns_servers)
            or made.variable(f"dns_{entry.name}", f"Addresses of two name servers of {entry.domain}", "list(string)"),
            "customer_username": account
            if account and entry.exists
            else made.variable(f"account_{entry.name}", f"Service account of the connector in {entry.domain}"),
            **made.network(entry),
        }
    else:
        values["vpc_settings"] = made.network(entry)
    if entry.exists:
        values["lifecycle"] = {"ignore_changes": ["password"]}
    address = made.add(DIRECTORY, entry.name, values, entry.region)
    if entry.exists:
        made.adopt(address, made.variable(f"id_{entry.name}", f"Id of the existing directory of {entry.domain}"))


def _around(made: TerraformConfiguration, entry: ExportedDirectory) -> None:
    """Further Regions, shares and RADIUS settings of a directory."""
    for region in entry.regions:
        suffix = f"_{identifier(region)}"
        values = {
            "directory_id": made.directory(entry),
            "region_name": region,
            "vpc_settings": made.network(entry, suffix),
        }
        made.add("aws_directory_service_region", f"{entry.name}{suffix}", values, entry.region)
    for number in range(1, entry.shares + 1):
        account = made.variable(f"account_{entry.name}_{number}", f"Id of account {number} that uses {entry.domain}")
        method = (entry.entry.share_method or "handshake").upper()
        values = {"directory_id": made.directory(entry), "method": method, "target": {"id": account, "type": "ACCOUNT"}}
        made.add("aws_directory_service_shared_directory", f"{entry.name}_{number}", values, entry.region)
    if entry.radius:
        hosts = made.design.topology.hosts
        known = [hosts[name].address for name in entry.radius if hosts[name].address]
        timeout = entry.entry.radius_timeout
        servers = (
            known
            if len(known) == len(entry.radius)
            else made.variable(f"radius_{entry.name}", "Addresses of the RADIUS servers", "list(string)")
        )
        settings: dict[str, Any] = {
            "directory_id": made.directory(entry),
            "authentication_protocol": made.variable("radius_protocol", "PAP, CHAP, MS-CHAPv1 or MS-CHAPv2"),
            "display_label": "MFA",
            "radius_port": RADIUS.number,
            "radius_retries": made.variable("radius_retries", "Number of retries", "number"),
            "radius_servers": servers,
            "radius_timeout": int(timeout.rstrip("s"))
            if timeout and timeout.rstrip("s").isdigit()
            else made.variable("radius_timeout", "Seconds in which a person answers", "number"),
            "shared_secret": made.variable(f"secret_{entry.name}", "Shared secret of the RADIUS servers", secret=True),
            "use_same_username": True,
        }
        made.add("aws_directory_service_radius_settings", entry.name, settings, entry.region)


def _trusts(made: TerraformConfiguration) -> None:
    """The halves of trusts, and conditional forwarders beside them."""
    for trust in made.design.trusts:
        password = f"trust_password_{identifier('_'.join(sorted((trust.directory.domain, trust.remote))))}"
        values: dict[str, Any] = {
            "directory_id": made.directory(trust.directory),
            "remote_domain_name": trust.remote,
            "trust_direction": _DIRECTIONS[trust.direction],
            "trust_type": trust.trust.kind.capitalize(),
            "selective_auth": "Enabled" if trust.trust.selective else "Disabled",
            "trust_password": made.variable(password, f"Trust password, the same in {trust.remote}", secret=True),
        }
        if trust.forwards:
            values["conditional_forwarder_ip_addrs"] = made.name_servers(trust.remote)
            values["delete_associated_conditional_forwarder"] = True
        if trust.exists:
            values["lifecycle"] = {"ignore_changes": ["trust_password"]}
        address = made.add("aws_directory_service_trust", trust.name, values, trust.directory.region)
        if trust.exists:
            made.adopt(address, Expression(f"{literal(_own_id(trust.directory))}/{literal(trust.remote)}"))
    for entry, zone in made.design.forwarders:
        values = {"directory_id": made.directory(entry), "remote_domain_name": zone, "dns_ips": made.name_servers(zone)}
        made.add(
            "aws_directory_service_conditional_forwarder", identifier(f"{entry.name}_{zone}"), values, entry.region
        )


def _own_id(entry: ExportedDirectory) -> str:
    """The id of an existing directory in an import, which takes no reference to a resource that is imported beside it."""
    return Expression(f"${{var.id_{entry.name}}}")


def _ways_in(made: TerraformConfiguration) -> None:
    """Identity Center, SAML roles, roles of directory users, and user pools."""
    parts = made.design.parts
    if any(part.startswith("identity-center") for part in parts):
        made.data["aws_ssoadmin_instances"] = {"this": {}}
        instance = Expression("${tolist(data.aws_ssoadmin_instances.this.arns)[0]}")
        made.add("aws_ssoadmin_permission_set", "staff", {"name": "Staff", "instance_arn": instance})
        assignment = {
            "instance_arn": instance,
            "permission_set_arn": Expression("${aws_ssoadmin_permission_set.staff.arn}"),
            "principal_type": "GROUP",
            "principal_id": made.variable("group_staff", "Id of the group of staff in IAM Identity Center"),
            "target_type": "AWS_ACCOUNT",
            "target_id": made.variable("account_staff", "Id of the account that the group uses"),
        }
        made.add("aws_ssoadmin_account_assignment", "staff", assignment)
    if made.design.creates_saml_provider:
        document = made.variable("saml_metadata", made.design.metadata)
        made.add("aws_iam_saml_provider", "staff", {"name": "staff", "saml_metadata_document": document})
    if "iam-role" in parts:
        made.add(
            "aws_iam_role",
            "staff",
            {"name": "staff", "assume_role_policy": Expression(json.dumps(assume_role(made.design)))},
        )
    if _COGNITO in parts:
        made.add("aws_cognito_user_pool", "customers", {"name": "customers"})
        client = {"name": "application", "user_pool_id": Expression("${aws_cognito_user_pool.customers.id}")}
        made.add("aws_cognito_user_pool_client", "application", client)


def assume_role(design: ExportedDesign, provider: str = "${aws_iam_saml_provider.staff.arn}") -> dict[str, Any]:
    """The trust policy of the role of staff: for a SAML provider, or for users of a directory.

    Source: IAM User Guide, "Create a role for SAML 2.0 federation"; AWS Directory Service Administration Guide, "Grant users
    and groups access to AWS resources".
    """
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "ds.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    if "saml-federation" in design.parts or design.portal_roles:
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _resolver(made: TerraformConfiguration) -> None:
    """An endpoint for each direction, and a rule for each domain."""
    if "resolver-rules" not in made.design.parts:
        return
    region = made.design.region
    vpc = made.variable("vpc_resolver", "Id of the VPC that resolves the names")
    group = {"name": "resolver", "description": "Queries through Route 53 Resolver", "vpc_id": vpc}
    made.add("aws_security_group", "resolver", group, region)
    subnets = [made.variable(f"subnet_resolver_{zone}", "Id of a subnet of the endpoints") for zone in "ab"]
    for direction in ("inbound", "outbound"):
        endpoint = {
            "direction": direction.upper(),
            "security_group_ids": [Expression("${aws_security_group.resolver.id}")],
            "ip_address": [{"subnet_id": subnet} for subnet in subnets],
        }
        made.add("aws_route53_resolver_endpoint", direction, endpoint, region)
    for zone in made.design.zones:
        name = identifier(zone)
        rule = {
            "domain_name": zone,
            "rule_type": "FORWARD",
            "resolver_endpoint_id": Expression("${aws_route53_resolver_endpoint.outbound.id}"),
            "dynamic": {
                "target_ip": {"for_each": made.name_servers(zone), "content": {"ip": Expression("${target_ip.value}")}}
            },
        }
        made.add("aws_route53_resolver_rule", name, rule, region)
        bound = {"resolver_rule_id": Expression(f"${{aws_route53_resolver_rule.{name}.id}}"), "vpc_id": vpc}
        made.add("aws_route53_resolver_rule_association", name, bound, region)
