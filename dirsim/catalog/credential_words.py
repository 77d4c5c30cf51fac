"""Words of the credentials section, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.word import Word, meanings

PRINCIPAL_WORDS: tuple[Word, ...] = (
    Word("human", "A person.", "humans, person, people, user, employee, staff"),
    Word("human-developer", "A developer.", "human-developers, developer, programmer, engineer, dev"),
    Word("human-admin", "An administrator.", "human-admins, admin, administrator, operator, sysadmin"),
    Word("app", "An application; where it runs is left open.", "apps, application, software"),
    Word("app-on-ec2", "An application on an EC2 instance.", "apps-on-ec2, application on ec2, ec2 app"),
    Word("ec2", "An EC2 instance of the same account.", "ec2-instance, ec2-instances, ec2 server, ec2 vm"),
    Word("ec2-other-account", "An EC2 instance of another account."),
    Word("ecs-task", "A task of Amazon ECS.", "ecs, ecs-tasks, fargate, fargate task, ecs container"),
    Word(
        "lambda",
        "A Lambda function, or its role.",
        "lambda-role, lambda-roles, lambda-function, lambda-functions, serverless function",
    ),
    Word("rds", "A database of Amazon RDS.", "rds instance, rds database"),
    Word("glue", "A job of AWS Glue.", "glue job"),
    Word("autoscaling", "Amazon EC2 Auto Scaling.", "auto scaling group, asg, ec2 auto scaling"),
    Word("cloudformation", "AWS CloudFormation, or the people who deploy by it."),
    Word("lakeformation", "AWS Lake Formation."),
    Word("aws-service", "Another AWS service that acts on the account's behalf.", "aws-services"),
    Word("mobile-app", "An application on phones.", "mobile-apps, phone app, ios app, android app"),
    Word(
        "on-prem-server",
        "A server on the premises.",
        "on-prem-servers, on-premises server, data center server, local server",
    ),
    Word("on-prem-vm", "A virtual machine on the premises.", "on-prem-vms, on-premises vm, vmware vm"),
    Word(
        "on-prem-pipeline",
        "A build and release pipeline on the premises.",
        "on-prem-pipelines, on-premises pipeline, jenkins, build server",
    ),
    Word("on-prem-device-fleet", "Many devices on the premises.", "on-prem-devices, iot devices, devices, sensors"),
    Word("github-actions", "GitHub Actions.", "github, github workflow"),
    Word(
        "third-party-account",
        "Another company's AWS account.",
        "third-party, third-party-accounts, partner account, vendor account, another company, other company, partner company, another company account, supplier account, customer account, aws account of a partner, aws account of another company, external aws account",
    ),
    Word(
        "third-party-humans", "Another company's people.", "third-party-human, contractor, consultant, external staff"
    ),
    Word("third-party-iam-user", "An IAM user that another company uses.", "third-party-iam-users"),
    Word("third-party-plugin", "Another company's plug-in in the company's own tools.", "third-party-plugins, plugin"),
    Word("iam-users-other-account", "IAM users of another account of the same company.", "iam-user-other-account"),
    Word("script-role", "The role that a script runs under.", "script-roles, script"),
    Word("app-role", "The role that an application runs under.", "app-roles, application role"),
    Word("test-client", "A client for tests.", "test-clients"),
)
PRINCIPALS: Mapping[str, str] = meanings(PRINCIPAL_WORDS)

TARGET_WORDS: tuple[Word, ...] = (
    Word("aws-api", "AWS APIs in general.", "aws, aws cli"),
    Word("aws-console", "The AWS Management Console.", "console, management console, aws management console"),
    Word(
        "ses-smtp",
        "The SMTP endpoint of Amazon SES, which takes a user name and password.",
        "email, smtp, mail, ses smtp",
    ),
    Word("third-party-api", "Another company's API.", "external api, partner api"),
    Word("self-managed-ad", "An Active Directory that the company runs itself.", "active directory, on-prem ad"),
    Word("s3-other-account", "An S3 bucket of another account.", "cross-account s3, cross-account bucket"),
    Word("kms-other-account", "A KMS key of another account.", "cross-account kms key"),
)
TARGETS: Mapping[str, str] = meanings(TARGET_WORDS)

CREDENTIAL_NEED_WORDS: tuple[Word, ...] = (
    Word(
        "temporary-credentials",
        "Credentials that expire by themselves.",
        "temporary, short-lived, short-lived credentials, temporary access, expiring credentials, short lived keys, temporary keys, temporary tokens, sts, sts credentials, short-term credentials, time-limited access, time-limited credentials, session credentials, short-lived tokens, short-lived access, temporary aws credentials, expiring access, assume role, assume-role, assumed roles, assume iam roles, sts assume role",
    ),
    Word(
        "least-privilege",
        "No more rights than are used.",
        "least privileges, minimal permissions, minimum permissions, minimal rights, least rights, least privileged, minimum privileges, minimal privileges, least privilege access, minimum rights, need to know, need-to-know, minimal access, only necessary permissions, principle of least privilege, least-privilege roles, least privilege roles, least privilege permissions",
    ),
    Word(
        "cross-account",
        "Access to another AWS account.",
        "other account, cross-account access, access to another account, access to other accounts, cross account role, cross-account roles, another account",
    ),
    Word(
        "confused-deputy-protection",
        "Another company's service cannot be tricked into using the access on behalf of a third party.",
        "confused-deputy, external id, confused deputy, external ids",
    ),
    Word(
        "read-only",
        "Reading only.",
        "readonly, read access, read only access, view only, viewer, read access only, read only",
    ),
    Word(
        "per-user-scope",
        "Each user reaches only what is theirs.",
        "per user, own data only, per-user access, users see only their own data, user-specific access, own folder only, own files only, per user permissions, per-user permissions",
    ),
    Word("per-device-identity", "Each device has its own identity.", "per device"),
    Word(
        "programmatic-access",
        "Use by programs.",
        "api access, boto3, sdk, sdk access, programmatic, api calls, api use, sdk use, programmatic api access",
    ),
    Word(
        "cli-access",
        "Use with the AWS CLI.",
        "cli, aws cli, command line, aws cli access, cli use, command-line access, cli login, command line access, cli for developers, terminal access",
    ),
    Word("git-https", "Git over HTTPS (AWS CodeCommit).", "git, codecommit"),
    Word("smtp-protocol", "Sending mail by SMTP.", "smtp"),
    Word(
        "username-password",
        "A user name and password, because the client can do nothing else.",
        "user name and password, basic auth, basic authentication, username and password, username/password, user and password",
    ),
    Word(
        "emergency-access",
        "Access when the usual way in is broken.",
        "break glass, break-glass access, emergency, emergency account, break-glass, breakglass, break glass access, break glass account, break glass accounts, break-glass account, emergency accounts, emergency login, emergency admin access",
    ),
    Word(
        "revocation",
        "One holder's access can be taken away.",
        "revoke, revocable, revoke access, revoke access quickly, access can be revoked, instant revocation, immediate revocation, revocable access, access revocation, quick revocation, block leavers",
    ),
    Word(
        "stop-use",
        "Use must stop now, after something has happened.",
        "stop it now, contain, stop immediately, block now, disable now, kill switch",
    ),
    Word(
        "find-misuse",
        "Find out what was done with a credential.",
        "investigation, forensics, detect misuse, misuse detection, investigate misuse, investigate, incident investigation, forensic",
    ),
    Word(
        "credential-audit",
        "A list of all users with the state of their passwords, keys and second factors.",
        "credential report, credentials report, audit credentials, credential inventory, password audit, key audit",
    ),
    Word(
        "audit",
        "It can be checked who could do what and who did.",
        "auditing, auditability, auditable, audits, audit access, auditable access, traceability, traceable, accountability, who did what, access audit, audit trail of access, audit readiness, auditors, who logged in when, who signed in when",
    ),
    Word(
        "audit-logs",
        "Every use is recorded.",
        "logging, audit trail, audit log, cloudtrail, logs, access logs, log all access, log everything, record all access, logging of access, sign-in logs, login logs, audit logging, audit trails, central logging, log retention, activity logs, record of access, logging of all sign-ins, central logs, logged access, cloudtrail logs, security logging, security logs, security event logs",
    ),
    Word("from-activity", "Rights are derived from what was really done.", "from cloudtrail, recorded activity"),
    Word("find-external-access", "Find what is open to other accounts or the public.", "external access"),
    Word("find-unused-permissions", "Find unused rights, keys and roles.", "unused permissions, unused access"),
    Word("alert-public-access", "Raise an alert when something becomes public.", "public access alerts"),
    Word(
        "separation-of-duties",
        "No person holds two powers that must be separate.",
        "segregation of duties, four eyes, four-eyes principle, four eyes principle, 4-eyes principle, sod, two-person rule, duty separation, dual control, separation of duty, segregation of duty",
    ),
    Word("delegation", "People may start something without having its rights themselves."),
    Word("create-service-linked-role", "Someone may create the role that an AWS service owns.", "service-linked role"),
    Word("edit-permissions", "The rights of the role can be edited."),
    Word("kms-use", "A KMS key must be used.", "kms, use kms key, kms key, use kms, kms keys, encrypt with kms"),
    Word(
        "secret-storage",
        "A secret must be kept safe.",
        "secrets, store secrets, secret store, secrets management, vault, store the secret, store passwords safely, safe storage of secrets, password vault, secret vault, secrets vault, secrets manager, keep secrets safe, secret management, store credentials safely, credential vault, secure storage of secrets, store secret",
    ),
    Word(
        "automatic-rotation",
        "The secret changes by itself at intervals.",
        "rotation, rotate automatically, rotate, auto-rotation, password rotation, key rotation, auto rotation, rotate keys, rotate secrets, rotate passwords, rotate credentials, automatic key rotation, automatic password rotation, secret rotation, credential rotation, rotated automatically, secrets rotation, automated rotation, rotates itself, rotate password",
    ),
    Word("template-reference", "A template refers to the secret without holding it."),
    Word(
        "shared-config",
        "Several programs read the same configuration.",
        "shared configuration, shared settings, common configuration, configuration shared",
    ),
    Word("central-security-account", "It is run from one account for security."),
    Word(
        "minimal-downtime",
        "As little interruption as possible.",
        "no downtime, zero downtime, without downtime, little downtime, no interruption, without interruption, minimal interruption, minimal disruption, no outage during migration, low downtime, near zero downtime",
    ),
    Word("flexible-access", "Access follows changes of people and projects without new policies."),
    Word(
        "scalable",
        "It keeps working as numbers grow.",
        "scalability, scales, scaling, scale, grow, growth, room to grow, scales with growth, elastic, elasticity, scales automatically, scalable to more users",
    ),
    Word(
        "least-code",
        "As little own code as possible.",
        "no code, low code, little code, minimal code, no custom code, without code, no coding, low-code, no-code",
    ),
    Word(
        "automation",
        "No step by hand.",
        "automated, automatic, fully automated, automate, infrastructure as code, iac, automatable, terraform, automated deployment, scripted, everything as code, cloudformation",
    ),
    Word(
        "simplify",
        "It becomes simpler than it is.",
        "simple, simpler, simplification, simplicity, keep it simple, simplest, simplest solution, simple solution, simple setup, easy setup, easy, as simple as possible, simple design, reduce complexity, low complexity, little complexity",
    ),
    Word(
        "fast",
        "It is in place quickly.",
        "quick, quickly, fast setup, quick setup, quick to set up, fast to deploy, quick deployment, fast deployment, rapid deployment, quick start, time to market, fast rollout, quick rollout, ready quickly, quick implementation, fast implementation",
    ),
    Word("no-static-keys", "No keys that stay the same.", "no static credentials, keyless"),
)
CREDENTIAL_NEEDS: Mapping[str, str] = meanings(CREDENTIAL_NEED_WORDS)

LOCATION_WORDS: tuple[Word, ...] = (
    Word("aws", "In AWS; on what is left open."),
    Word("ec2", "On an EC2 instance."),
    Word("ecs", "In a container of Amazon ECS."),
    Word("eks", "In a container of Amazon EKS.", "kubernetes"),
    Word("lambda", "In a Lambda function."),
    Word("laptop", "On a person's computer.", "notebook, desktop, workstation, pc"),
    Word("mobile", "On a phone.", "phone, smartphone"),
    Word("browser", "In a web browser."),
    Word("on-prem", "On the company's premises.", "on-premises, onprem, premises, data center"),
    Word("saas-ci", "In a build service of another vendor, such as GitHub Actions.", "github, gitlab, ci"),
    Word("other-cloud", "In another provider's cloud."),
    Word("other-account", "In another AWS account."),
    Word("third-party", "At another company."),
    Word("internet", "Anywhere on the internet."),
)
CREDENTIAL_LOCATIONS: Mapping[str, str] = meanings(LOCATION_WORDS)

INCIDENTS: Mapping[str, str] = {
    "key-leaked": "A long-lived access key is known to others.",
    "role-credentials-stolen": "Temporary credentials of a role were taken.",
    "sts-key-leaked": "A temporary access key from STS is known to others.",
    "ad-identity-compromised": "An attacker can sign in as a directory user.",
}

KMS_KEY_WORDS: tuple[Word, ...] = (
    Word(
        "aws-managed-key",
        "The key that AWS keeps for the service in each account; cannot be shared with other accounts.",
    ),
    Word(
        "customer-key",
        "A key that the company keeps itself; can be shared with other accounts.",
        "customer-managed-key, cmk",
    ),
)
KMS_KEYS: Mapping[str, str] = meanings(KMS_KEY_WORDS)

CREDENTIAL_ADVICE: Mapping[str, str] = {
    "iam-role": "A role that is taken for a while.",
    "external-id": "An external id that the caller must state to take the role.",
    "mfa-condition": "The role may be taken only with a second factor.",
    "permissions-boundary": "An upper bound on what a role or user may ever do.",
    "roles-anywhere": "IAM Roles Anywhere: temporary credentials for a certificate.",
    "oidc-federation": "A role taken with a token of an OpenID Connect provider.",
    "web-identity-federation": "A role taken with a token of a public sign-in provider, for an app's users.",
    "saml-federation": "A role taken with a SAML assertion.",
    "sts-session-token": "Temporary credentials of an IAM user from STS.",
    "iam-user-long-lived": "An IAM user with long-lived keys, where nothing else works.",
    "iam-db-auth": "Sign-in to the database with a token from IAM.",
    "secrets-manager": "AWS Secrets Manager.",
    "secrets-manager-rotation": "AWS Secrets Manager with automatic rotation.",
    "secrets-manager-replication": "AWS Secrets Manager with copies in further Regions.",
    "customer-kms-key": "A KMS key that the company keeps itself.",
    "parameter-store": "AWS Systems Manager Parameter Store.",
    "abac-tags": "Rights by tags on principals and resources.",
    "access-analyzer-policy-generation": "IAM Access Analyzer makes a policy from recorded activity.",
    "access-analyzer-external-access": "IAM Access Analyzer finds what is open to the outside.",
    "access-analyzer-unused-access": "IAM Access Analyzer finds unused access.",
    "iam-credential-report": "The IAM credential report.",
    "service-role": "A role that a service takes; the company writes its rights.",
    "service-linked-role": "A role that a service owns; AWS writes its rights.",
    "deactivate-access-key": "Make the access key inactive.",
    "revoke-role-sessions": "Refuse all sessions of the role that began before now.",
    "disable-ad-identity": "Disable the user in the directory.",
    "identity-center": "IAM Identity Center.",
}
