"""Version or alias of a Lambda function that a request names.

A permission on a function is none on its versions and aliases, each of which has its own ARN. Source:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html.
"""

from __future__ import annotations

import re

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.policy.wildcard import literal

_NAMED = re.compile(r"(?:.*function:)?[\w.-]+:(\$LATEST|[\w-]+)")
_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+")


def qualified(action: str, resources: set[str], request: Leaves) -> set[str]:
    """The resources of an action with the function that the request qualifies under its qualified ARN.

    CloudTrail lists the function alone. An invocation needs the qualified ARN; other operations get both, since no page states
    which of the two each of them is checked on.
    """
    stated = request.of("qualifier")
    named = (_NAMED.fullmatch(value) for value in request.of("functionname"))
    found = stated[0] if stated else next((one[1] for one in named if one), "")
    if not found or not action.startswith("lambda:"):
        return resources
    functions = {arn for arn in resources if _FUNCTION.fullmatch(arn)}
    others = resources - functions if action == "lambda:InvokeFunction" else resources
    return others | {f"{arn}:{literal(found)}" for arn in functions}
