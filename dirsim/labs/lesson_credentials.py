"""Lab on credentials: roles, service roles, secrets and exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from dirsim.api import CredentialAdvice, parse_requirements, recommend
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.question import Belief, LabQuestion, Ran
from dirsim.labs.seeded_choice import WORDS, Draw

_KEY = "iam-user-long-lived"
_CHOICES = (
    "iam-role",
    "iam-role+external-id",
    "iam-role+permissions-boundary",
    "service-role",
    "service-linked-role",
    "roles-anywhere",
    "oidc-federation+iam-role",
    "web-identity-federation+iam-role",
    "identity-center",
    "iam-db-auth+iam-role",
    "secrets-manager",
    "secrets-manager-rotation",
    "parameter-store",
    "access-analyzer-policy-generation",
    "access-analyzer-external-access",
    "access-analyzer-unused-access",
    "iam-credential-report",
    "deactivate-access-key",
    "revoke-role-sessions",
    _KEY,
)


@frozen(kw_only=True)
class CredentialCase:
    """A principal that needs credentials.

    Attributes:
        description: The case in words.
        file: The same case in the form of a requirements file.
        wrong: The answers that misconceptions lead to, by their ids.
    """

    description: str
    file: str
    wrong: Mapping[str, str]


_KEYS = {"keys-for-everything": _KEY}
_EDITABLE = {"service-linked-role-editable": "service-linked-role"}
_SMTP = {"ses-smtp-takes-a-role": "iam-role"}

_MAIL = (
    CredentialCase(
        description="a mail relay on the premises sends through the **SMTP** interface of Amazon SES",
        file="{principal: on-prem-server, target: ses-smtp, needs: [smtp-protocol]}",
        wrong={**_SMTP},
    ),
    CredentialCase(
        description="a commercial program on EC2 sends through the **SMTP** interface of Amazon SES",
        file="{principal: app-on-ec2, target: ses-smtp, needs: [smtp-protocol]}",
        wrong={**_SMTP},
    ),
)
_SERVICE = (
    CredentialCase(
        description="Lake Formation reads registered buckets; your security team must be able to **change the permissions** of the role",
        file="{principal: lakeformation, target: s3, needs: [edit-permissions]}",
        wrong={**_EDITABLE, **_KEYS},
    ),
    CredentialCase(
        description="CloudFormation creates resources for users who may not create them; its rights must be **least privilege**",
        file="{principal: cloudformation, target: aws-api, needs: [least-privilege]}",
        wrong={**_EDITABLE, **_KEYS},
    ),
    CredentialCase(
        description="EC2 Auto Scaling starts instances; your team does not want to write or maintain a policy for it",
        file="{principal: autoscaling, target: ec2}",
        wrong={**_KEYS},
    ),
)
_PROGRAMS = (
    CredentialCase(
        description="a program on EC2 reads objects of one S3 bucket, with least privilege",
        file="{principal: app-on-ec2, target: s3, needs: [least-privilege], forbids: [long-lived-keys]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a Lambda function writes to one DynamoDB table, with least privilege",
        file="{principal: lambda, target: dynamodb, needs: [least-privilege]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a server on the premises, which holds a certificate of your CA, writes to S3; long-lived keys are forbidden",
        file="{principal: on-prem-server, target: s3, forbids: [long-lived-keys]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a pipeline at GitHub deploys to AWS; stored keys are forbidden",
        file="{principal: github-actions, target: aws-api, forbids: [stored-keys]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="another company's monitoring reads your S3 bucket from its own account; it serves many customers",
        file="{principal: third-party-account, target: s3, needs: [confused-deputy-protection]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a mobile app gives each of its users access to a separate folder of a bucket",
        file="{principal: mobile-app, target: s3, needs: [per-user-scope]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="employees work in the consoles of many accounts",
        file="{principal: human, target: aws-console, needs: [multi-account]}",
        wrong={**_KEYS},
    ),
)
_SECRETS = (
    CredentialCase(
        description="a program on EC2 signs in to RDS for SQL Server with a password, which must **rotate automatically**",
        file="{principal: app-on-ec2, target: rds-sqlserver, needs: [automatic-rotation]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a program on EC2 signs in to RDS for PostgreSQL; there must be **no static password**",
        file="{principal: app-on-ec2, target: rds-postgresql, needs: [no-static-passwords]}",
        wrong={**_KEYS},
    ),
    CredentialCase(
        description="a Lambda function needs the API key of a third party, which must not be in the code in plain text",
        file="{principal: lambda, target: third-party-api, needs: [secret-storage], forbids: [plaintext]}",
        wrong={**_KEYS},
    ),
)
_FINDINGS = (
    CredentialCase(
        description="you want a policy that is generated **from a role's activity**",
        file="{principal: app-role, needs: [from-activity, least-privilege]}",
        wrong={},
    ),
    CredentialCase(
        description="you want to know which resources are **open to other accounts**",
        file="{principal: human-admin, needs: [find-external-access]}",
        wrong={},
    ),
    CredentialCase(
        description="you want to know which permissions are **unused**",
        file="{principal: human-admin, needs: [find-unused-permissions]}",
        wrong={},
    ),
    CredentialCase(
        description="you want a list of every IAM user's password, keys and second factor",
        file="{principal: human-admin, needs: [credential-audit]}",
        wrong={},
    ),
    CredentialCase(
        description="the temporary credentials of a role were stolen; stop their use",
        file="{principal: app-on-ec2, incident: role-credentials-stolen}",
        wrong={},
    ),
    CredentialCase(
        description="an IAM user's access key was found in a public repository; stop its use",
        file="{principal: app-on-ec2, incident: key-leaked}",
        wrong={},
    ),
)


def make(draw: Draw) -> Sheet:
    """Build one student's cases: some of each group, so that every student meets each term."""
    cases = draw.shuffled(
        [
            draw.pick(_MAIL),
            *draw.some(_SERVICE, 2),
            *draw.some(_PROGRAMS, 3),
            draw.pick(_SECRETS),
            *draw.some(_FINDINGS, 2),
        ]
    )
    names = draw.some(WORDS, len(cases))
    chosen = dict(zip(names, cases, strict=True))
    requirements = "\n".join(
        [
            "dirsim: requirements/v1",
            "name: Who should hold what",
            "as_of: 2026-11-01",
            "estate: {aws: {accounts: 3}}",
            "credentials:",
            *(f"  {name}: {case.file}" for name, case in chosen.items()),
        ]
    )

    @cache
    def advice() -> Mapping[str, CredentialAdvice]:
        return recommend(parse_requirements(requirements + "\n")).credentials

    def long_lived() -> Ran:
        found = tuple(name for name, one in advice().items() if one.advice == _KEY)
        return Ran(found, "\n".join(_reason(name, one) for name, one in advice().items()))

    def asked(name: str, case: CredentialCase) -> LabQuestion:
        return LabQuestion(
            name=name,
            prompt=f"{case.description[0].upper()}{case.description[1:]}. What do you advise?",
            kind="choice",
            choices=_CHOICES,
            run=lambda: Ran(advice()[name].advice or "", _reason(name, advice()[name]), advice()[name].alternatives),
            beliefs=tuple(Belief(wrong, lambda answer=answer: answer) for wrong, answer in case.wrong.items()),  # type: ignore[misc]
            hint="Three questions: can it get credentials that expire, who writes their policy, and who runs the program?",
        )

    background = """\
Nine cases of one company with three AWS accounts. For each case, choose your advice from the same list. A **service role** is a
role that you create for a service; a **service-linked role** belongs to the service itself. `iam-user-long-lived` is an access
key of an IAM user, or credentials derived from one: the exception that needs a reason.
"""
    return Sheet(
        background=background,
        look="dirsim recommend requirements.yaml",
        files={"requirements.yaml": requirements + "\n"},
        questions=(
            *(asked(name, case) for name, case in chosen.items()),
            LabQuestion(
                name="exceptions",
                prompt="For which of the nine is a long-lived key of an IAM user the only option?",
                kind="set",
                choices=tuple(sorted(chosen)),
                run=long_lived,
                beliefs=(
                    Belief("ses-smtp-takes-a-role", lambda: ()),
                    Belief(
                        "keys-for-everything",
                        lambda: tuple(name for name, one in chosen.items() if _KEY in one.wrong.values()),
                    ),
                ),
                hint="Which of these programs cannot send a session token?",
                points=2.0,
            ),
        ),
    )


def _reason(name: str, advice: CredentialAdvice) -> str:
    met = [one for one in advice.verdicts if one.verdict == "met" and one.advice == advice.advice]
    because = "; ".join(f"{one.because} [{', '.join(one.facts)}]" for one in met)
    return f"{name}: {advice.advice}: {because}\n"


LAB = Lab(
    id="who-holds-what",
    title="Which credentials should each principal hold?",
    minutes=30,
    terms=(
        "IAM role",
        "least privilege",
        "service and service-linked role",
        "SES SMTP exception",
        "Access Analyzer and CloudTrail",
        "Secrets Manager",
    ),
    explain="how a service role and a service-linked role differ, and why the exception is necessary",
    make=make,
)
