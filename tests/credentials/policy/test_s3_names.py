"""Names of S3 operations: each is one that AWS has, and the action that it needs exists."""

import pytest

from dirsim.credentials.policy.known import action
from dirsim.credentials.policy.s3_names import S3_RENAMES

botocore_session = pytest.importorskip("botocore.session")

EVENT_NAMES = {
    "DeleteAccountPublicAccessBlock", "DeleteBucketPublicAccessBlock", "GetBucketAccelerate", "GetService", "InitiateMultipartUpload",
    "ListVersions", "PostObject", "PutBucketAccelerate", "RestoreObjectFromGlacier",
}  # fmt: skip
"""Names that trails and access logs give to operations which the API calls otherwise."""


def test_every_operation_exists():
    """Each name is an operation of the API, or one that records use for it."""
    session = botocore_session.get_session()
    known = {name for model in ("s3", "s3control") for name in session.get_service_model(model).operation_names}
    assert sorted(set(S3_RENAMES) - known - EVENT_NAMES) == []
    assert not EVENT_NAMES & known


def test_every_action_exists():
    """The action behind each name is one that IAM knows; a name with a prefix is of that service."""
    names = [name if ":" in name else f"s3:{name}" for name in S3_RENAMES.values()]
    assert [name for name in names if action(name) is None] == []
