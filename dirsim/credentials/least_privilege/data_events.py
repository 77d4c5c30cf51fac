"""Operations that CloudTrail records as data events only.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.credentials.least_privilege.meaning import Meaning
from dirsim.credentials.policy.record import Record

DATA_OPERATIONS: Mapping[str, frozenset[str]] = {
    "s3": frozenset({
        "AbortMultipartUpload", "CompleteMultipartUpload", "CopyObject", "CreateMultipartUpload", "DeleteObject", "DeleteObjects",
        "DeleteObjectTagging", "GetObject", "GetObjectAcl", "GetObjectAttributes", "GetObjectLegalHold", "GetObjectRetention",
        "GetObjectTagging", "GetObjectTorrent", "HeadBucket", "HeadObject", "ListMultipartUploads", "ListObjects", "ListObjectsV2",
        "ListObjectVersions", "ListParts", "PutObject", "PutObjectAcl", "PutObjectLegalHold", "PutObjectRetention",
        "PutObjectTagging", "RestoreObject", "SelectObjectContent", "UploadPart", "UploadPartCopy", "WriteGetObjectResponse",
    }),
    "lambda": frozenset({"Invoke", "InvokeAsync", "InvokeFunction"}),
    "dynamodb": frozenset({
        "BatchExecuteStatement", "BatchGetItem", "BatchWriteItem", "DeleteItem", "ExecuteStatement", "ExecuteTransaction", "GetItem",
        "GetRecords", "GetShardIterator", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem",
    }),
    "sqs": frozenset({
        "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage", "DeleteMessageBatch", "ReceiveMessage",
        "SendMessage", "SendMessageBatch",
    }),
    "sns": frozenset({"Publish", "PublishBatch"}),
    "kinesis": frozenset({"GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"}),
}  # fmt: skip
"""By IAM prefix: the operations that appear in a trail only if data events are configured."""


def is_data_event(record: Record, means: Meaning) -> bool:
    """True for a data event; records before version 1.06, and Athena's table, are recognised by their operation."""
    if record.event_category is not None or record.management_event is not None:
        return record.event_category == "Data" or record.management_event is False
    return means.operation in DATA_OPERATIONS.get(means.service, ())
