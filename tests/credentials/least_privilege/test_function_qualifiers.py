"""Versions and aliases of functions."""

import pytest

from dirsim.credentials.least_privilege.arn_values import Leaves
from dirsim.credentials.least_privilege.function_qualifiers import qualified

F = "arn:aws:lambda:eu-west-1:111122223333:function:f"


@pytest.mark.parametrize(
    ("action", "request_", "resources"),
    [
        ("lambda:InvokeFunction", {"functionName": "f"}, {F}),
        ("lambda:InvokeFunction", {"functionName": F}, {F}),
        ("lambda:InvokeFunction", {"functionName": "111122223333:function:f"}, {F}),
        ("lambda:InvokeFunction", {"functionName": "f", "qualifier": "live"}, {f"{F}:live"}),
        ("lambda:InvokeFunction", {"functionName": F, "qualifier": "7"}, {f"{F}:7"}),
        ("lambda:InvokeFunction", {"functionName": f"{F}:live"}, {f"{F}:live"}),
        ("lambda:InvokeFunction", {"functionName": "111122223333:function:f:live"}, {f"{F}:live"}),
        ("lambda:InvokeFunction", {"functionName": "f:$LATEST"}, {f"{F}:$LATEST"}),
        ("lambda:GetFunction", {"functionName": "f", "qualifier": "live"}, {F, f"{F}:live"}),
        ("sns:Publish", {"qualifier": "live"}, {F}),
    ],
)
def test_a_qualified_call_needs_the_qualified_function(action, request_, resources):
    """A version or an alias has its own ARN, which CloudTrail does not list."""
    assert qualified(action, {F}, Leaves(request_)) == resources
