"""Account of a resource that a request names beside its name.

Only such a request, or one with an ARN, reaches a resource of another account: a name alone means the caller's own account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dirsim.credentials.least_privilege.arn_values import Leaves

OWNER_FIELDS: Mapping[str, tuple[str, ...]] = {
    "codeartifact": ("domainowner",),
    "ecr": ("registryid",),
    "glue": ("catalogid",),
    "lakeformation": ("catalogid",),
    "lambda": ("functionname",),
    "quicksight": ("awsaccountid",),
    "sqs": ("queueurl", "queueownerawsaccountid"),
}
"""By IAM prefix: the request fields that name the account, in lower case. Source: the API reference of each service; of SQS
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html."""
OWNER_WITHIN = frozenset({"functionname", "queueurl"})
"""Of these: the fields that name it within a URL, a partial ARN or an ARN."""
_ALONE = re.compile(r"(\d{12})(?::.*)?", re.DOTALL)
_WITHIN = re.compile(r"https?://[^/]+/(\d{12})/.+|(\d{12}):function:.+|arn:[^:]*:[^:]*:[^:]*:(\d{12}):.+", re.DOTALL)


def owner_named(service: str, request: Leaves) -> str:
    """The account that a request to a service names as the owner of its resource; empty where it names none."""
    for name in OWNER_FIELDS.get(service, ()):
        wanted = _WITHIN if name in OWNER_WITHIN else _ALONE
        for value in request.of(name):
            found = wanted.fullmatch(value)
            if found:
                return next(account for account in found.groups() if account)
    return ""
