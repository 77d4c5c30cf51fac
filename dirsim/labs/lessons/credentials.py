"""Who should hold what? Roles, service roles, service-linked roles, secrets, and the exceptions that are left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from dirsim.calls import recommend
from dirsim.credentials.strategy import CredentialAdvice
from dirsim.labs.draw import WORDS, Draw
from dirsim.labs.exercise import Lab, Sheet
from dirsim.labs.question import Belief, Question, Ran
from dirsim.read.requirements import parse_requirements

_KEY = "iam-user-long-lived"
_CHOICES = (
    "iam-role",
    "iam-role+external-id",
    "iam-role+permissions-boundary",
    "service-role",
    "service-linked-role",
    "roles-anywhere",
    "oidc-federation",
    "web-identity-federation",
    "identity-center",
    "iam-db-auth",
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
class Case:
    """Somebody who needs credentials.

    Attributes:
        said: The case in words.
        file: The same as a requirements file has it.
        wrong: What misconceptions answer, by their ids.
    """

    said: str
    file: str
    wrong: Mapping[str, str]


_KEYS = {"keys-for-everything": _KEY}
_EDITABLE = {"service-linked-role-editable": "service-linked-role"}
_SMTP = {"ses-smtp-takes-a-role": "iam-role"}

_MAIL = (
    Case(
        said="a mail relay on the premises sends by the **SMTP** interface of Amazon SES",
        file="{principal: on-prem-server, target: ses-smtp, needs: [smtp-protocol]}",
        wrong={**_SMTP},
    ),
    Case(
        said="a bought program on EC2 sends by the **SMTP** interface of Amazon SES",
        file="{principal: app-on-ec2, target: ses-smtp, needs: [smtp-protocol]}",
        wrong={**_SMTP},
    ),
)
_SERVICE = (
    Case(
        said="EC2 Auto Scaling starts instances; your security team must be able to **change the permissions** of the role",
        file="{principal: autoscaling, target: ec2, needs: [edit-permissions]}",
        wrong={**_EDITABLE, **_KEYS},
    ),
    Case(
        said="CloudFormation makes resources for people who may not make them themselves; its rights must be **least privilege**",
        file="{principal: cloudformation, target: aws-api, needs: [least-privilege]}",
        wrong={**_EDITABLE, **_KEYS},
    ),
    Case(
        said="EC2 Auto Scaling starts instances; nobody wants to write or keep a policy for it",
        file="{principal: autoscaling, target: ec2}",
        wrong={**_KEYS},
    ),
)
_PROGRAMS = (
    Case(
        said="a program on EC2 reads objects of one S3 bucket, with least privilege",
        file="{principal: app-on-ec2, target: s3, needs: [least-privilege], forbids: [long-lived-keys]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a Lambda function writes to one DynamoDB table, with least privilege",
        file="{principal: lambda, target: dynamodb, needs: [least-privilege]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a server on the premises, which holds a certificate of your CA, writes to S3; long-lived keys are forbidden",
        file="{principal: on-prem-server, target: s3, forbids: [long-lived-keys]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a pipeline at GitHub deploys to AWS; stored keys are forbidden",
        file="{principal: github-actions, target: aws-api, forbids: [stored-keys]}",
        wrong={**_KEYS},
    ),
    Case(
        said="another company's monitoring reads your S3 bucket from its own account; it serves many customers",
        file="{principal: third-party-account, target: s3, needs: [confused-deputy-protection]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a mobile app lets each of its users see their own folder of a bucket",
        file="{principal: mobile-app, target: s3, needs: [per-user-scope]}",
        wrong={**_KEYS},
    ),
    Case(
        said="people of the company work in the consoles of many accounts",
        file="{principal: human, target: aws-console, needs: [multi-account]}",
        wrong={**_KEYS},
    ),
)
_SECRETS = (
    Case(
        said="a program on EC2 signs in to RDS for SQL Server with a password, which must **change by itself**",
        file="{principal: app-on-ec2, target: rds-sqlserver, needs: [automatic-rotation]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a program on EC2 signs in to RDS for PostgreSQL; there must be **no static password**",
        file="{principal: app-on-ec2, target: rds-postgresql, needs: [no-static-passwords]}",
        wrong={**_KEYS},
    ),
    Case(
        said="a Lambda function needs the API key of a third party, which must not stand in the code in plain text",
        file="{principal: lambda, target: third-party-api, needs: [secret-storage], forbids: [plaintext]}",
        wrong={**_KEYS},
    ),
)
_FINDINGS = (
    Case(
        said="you want a policy made **from what a role did**",
        file="{principal: app-role, needs: [from-activity, least-privilege]}",
        wrong={},
    ),
    Case(
        said="you want to know which resources are **open to other accounts**",
        file="{principal: human-admin, needs: [find-external-access]}",
        wrong={},
    ),
    Case(
        said="you want to know which permissions **nobody uses**",
        file="{principal: human-admin, needs: [find-unused-permissions]}",
        wrong={},
    ),
    Case(
        said="you want a list of every IAM user's password, keys and second factor",
        file="{principal: human-admin, needs: [credential-audit]}",
        wrong={},
    ),
    Case(
        said="the temporary credentials of a role were stolen; stop their use",
        file="{principal: app-on-ec2, incident: role-credentials-stolen}",
        wrong={},
    ),
    Case(
        said="an IAM user's access key was found in a public repository; stop its use",
        file="{principal: app-on-ec2, incident: key-leaked}",
        wrong={},
    ),
)


def make(draw: Draw) -> Sheet:
    """One student's cases: of each group some, so that every student meets each term."""
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
        return Ran(found, "\n".join(_told(name, one) for name, one in advice().items()))

    def asked(name: str, case: Case) -> Question:
        return Question(
            name=name,
            prompt=f"{case.said[0].upper()}{case.said[1:]}. What do you advise?",
            kind="choice",
            choices=_CHOICES,
            run=lambda: Ran(advice()[name].advice or "", _told(name, advice()[name]), advice()[name].alternatives),
            beliefs=tuple(Belief(wrong, lambda said=said: said) for wrong, said in case.wrong.items()),  # type: ignore[misc]
            hint="Ask three things: can it be handed credentials that expire, who writes their policy, and who runs the program?",
        )

    background = """\
Nine cases of one company with three AWS accounts. For each of them choose what you would advise, from the same list. A **service
role** is a role that you make for a service; a **service-linked role** belongs to the service itself. `iam-user-long-lived` is an
access key, or what is derived from one, of an IAM user: the exception that needs a reason.
"""
    return Sheet(
        background=background,
        look="dirsim recommend requirements.yaml",
        files={"requirements.yaml": requirements + "\n"},
        questions=(
            *(asked(name, case) for name, case in chosen.items()),
            Question(
                name="exceptions",
                prompt="For which of the nine is a long-lived key of an IAM user what is left?",
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
                hint="Which of these programs has no place for a session token?",
                points=2.0,
            ),
        ),
    )


def _told(name: str, advice: CredentialAdvice) -> str:
    because = "; ".join(f"{one.because} [{', '.join(one.facts)}]" for one in advice.verdicts if one.verdict == "met")
    return f"{name}: {advice.advice}: {because}\n"


LAB = Lab(
    id="who-holds-what",
    title="Who should hold which credentials?",
    minutes=30,
    terms=(
        "IAM role",
        "least privilege",
        "service and service-linked role",
        "SES SMTP exception",
        "Access Analyzer and CloudTrail",
        "Secrets Manager",
    ),
    explain="how a service role and a service-linked role differ, and why the exception is one",
    make=make,
)
