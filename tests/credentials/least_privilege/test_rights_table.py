"""The rights of many calls: each row of the tables of names, of shapes of requests, and of resource types."""

import json

import pytest

from dirsim.credentials.least_privilege.cloudtrail import _decode
from dirsim.credentials.least_privilege.ledger import Ledger
from dirsim.credentials.least_privilege.meaning import meaning, prefix_of
from dirsim.credentials.least_privilege.use import refused, rights

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/9876abcd-12ab-34cd-56ef-1234567890ab"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"


def called(event, service, operation, request=None, **more):
    """The rights of one call, one line each."""
    record = _decode(json.dumps(event(service, operation, request, **more)).encode())
    means = meaning(record.event_source, record.event_name)
    found = rights(record, means, Ledger().caller(record))
    return [
        f"{right.action} on {' '.join(right.resources)}"
        + "".join(f" if {key}={value}" for key, value in right.context)
        + (" (inferred)" if right.because else "")
        for right in found
    ]


def shown(event, calls):
    """Every call with its rights, as lines of a table."""
    for service, operation, request, *more in calls:
        yield f"{service} {operation} {json.dumps(request)}{''.join(f' {json.dumps(part)}' for part in more)}"
        for line in called(event, service, operation, request, **(more[0] if more else {})):
            yield f"    {line}"


SOURCES = """
a2i-runtime.sagemaker access-analyzer agreement-marketplace api.ecr appconfigdata appstream2 autoscaling aws-marketplace
bedrock-agent bedrock-agentcore-control bedrock-agent-runtime bedrock-data-automation bedrock-data-automation-runtime
bedrock-runtime budgets cassandra cassandra-streams catalog-marketplace catalog.marketplace cloudcontrolapi cloudfront
cloudhsmv2 cloudsearchdomain cloudtrail cloudwatchlogs cognito-idp contact-lens data-ats.iot data-signer data.iot
data.jobs.iot deployment-marketplace discovery-marketplace docdb dynamodb dynamodbstreams ec2 edge.sagemaker efs
elasticloadbalancingv2 email emr entitlement-marketplace entitlement.marketplace eventbridge
featurestore-runtime.sagemaker forecastquery iam identity-chime iot-jobs-data iotdata iotsecuretunneling iottunneling
ivsrealtime kms lambda location logs mail-manager marketplacecatalog marketplacecommerceanalytics media-pipelines-chime
meetings-chime memory-db messaging-chime metering-marketplace metering.marketplace meteringmarketplace
metrics.sagemaker migrationhub migrationhub-config models-v2-lex models.lex monitoring mturk-requester neptune nothing
oidc opensearch opensearchserverless personalize-events personalize-runtime pinpoint pinpoint-sms-voice
pinpoint-sms-voice-v2 portal.sso reporting-marketplace resource-groups-tagging resourcegroupstaggingapi runtime-v2-lex
runtime.lex runtime.sagemaker s3 s3-control sagemaker-runtime servicecatalog-appregistry session.qldb signin
sms-voice.pinpoint sns sqs ssm-sap sso-directory states stepfunctions streams.dynamodb tagging timestream-query
timestream-write tunneling.iot voice-chime waf
""".split()


def test_each_event_source_has_its_prefix(reviewed):
    """The prefix of IAM actions follows from the event source, row by row, whatever the host's ending."""
    lines = []
    for source in SOURCES:
        endings = {
            prefix_of(f"{source}{end}") for end in (".amazonaws.com", ".amazonaws.com.cn", ".aws.amazon.com", "")
        }
        assert endings == {prefix_of(source.upper())}
        lines.append(f"{source}: {' '.join(endings)}")
    reviewed("prefixes", lines)


def operations():
    """Operations by source, from the list beside this file."""
    import pathlib  # noqa: PLC0415 -- this list only

    text = pathlib.Path(__file__).with_name("operations.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if not line.startswith("#")]


def test_each_operation_has_its_actions(reviewed):
    """An operation of another name than its action has the actions that the documentation of its service names."""
    lines = []
    for source, *names in operations():
        for name in names:
            means = meaning(f"{source}.amazonaws.com", name)
            needs = " ".join(entry.name for entry in means.actions) or ("none" if means.needless else "unknown")
            lines.append(f"{source} {name}: {needs}{' (plain)' if means.plain else ''}")
            assert means.unknown is (needs == "unknown")
    reviewed("operations", lines)


@pytest.mark.parametrize("suffix", ["20150331", "2015_03_31", "_2015_03_31", "20150331v2", "_V2", "_2"])
def test_dates_and_versions_do_not_count(suffix):
    """A date or a version at an operation's end names the same action."""
    assert [entry.name for entry in meaning("lambda.amazonaws.com", f"GetFunction{suffix}").actions] == [
        "lambda:GetFunction"
    ]


NAMED = [
    ("cloudwatch", "DeleteAlarms", {"alarmNames": ["a", "b"]}),
    ("monitoring", "PutMetricAlarm", {"alarmName": "a"}),
    ("kms", "CreateAlias", {"aliasName": "alias/a", "targetKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}),
    ("kms", "DescribeKey", {"keyId": "alias/a"}),
    ("kms", "DescribeKey", {"keyId": KEY}),
    ("s3", "GetBucketAcl", {"bucketName": "b"}),
    ("s3", "PutBucketPolicy", {"bucketName": "b"}),
    ("acm", "DescribeCertificate", {"certificateArn": f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/c"}),
    ("mq", "DescribeBroker", {"broker-id": "b-1"}),
    ("ecs", "DescribeClusters", {"clusters": ["c"]}),
    ("ecs", "DeleteCluster", {"cluster": "c"}),
    ("ecs", "UpdateService", {"cluster": "c", "service": "s"}),
    ("ecs", "DescribeServices", {"cluster": "c", "services": ["s", "t"]}),
    ("ecs", "RunTask", {"taskDefinition": "fam:3", "cluster": "c"}),
    ("ecs", "RunTask", {"taskDefinition": "fam:3", "overrides": {"taskRoleArn": ROLE, "executionRoleArn": ROLE}}),
    ("ecs", "DeregisterTaskDefinition", {"taskDefinition": "fam:3"}),
    ("ecs", "RegisterTaskDefinition", {"family": "fam", "taskRoleArn": ROLE}),
    ("eks", "DescribeCluster", {"name": "c"}),
    ("eks", "DescribeNodegroup", {"clusterName": "c", "nodegroupName": "n"}),
    ("rds", "ModifyDBClusterParameterGroup", {"dBClusterParameterGroupName": "g"}),
    ("rds", "DeleteDBClusterSnapshot", {"dBClusterSnapshotIdentifier": "s"}),
    ("rds", "DeleteDBInstance", {"dBInstanceIdentifier": "d"}),
    ("rds", "DeleteDBCluster", {"dBClusterIdentifier": "d"}),
    ("rds", "DeleteDBSnapshot", {"dBSnapshotIdentifier": "s"}),
    ("rds", "DeleteDBSubnetGroup", {"dBSubnetGroupName": "s"}),
    ("rds", "DeleteOptionGroup", {"optionGroupName": "o"}),
    ("rds", "ModifyDBParameterGroup", {"dBParameterGroupName": "g"}),
    ("rds", "DeleteDBProxy", {"dBProxyName": "p"}),
    ("rds", "DeleteEventSubscription", {"subscriptionName": "s"}),
    ("elasticache", "DeleteCacheParameterGroup", {"cacheParameterGroupName": "g"}),
    ("elasticache", "DeleteCacheSubnetGroup", {"cacheSubnetGroupName": "g"}),
    ("elasticache", "DeleteSnapshot", {"snapshotName": "s"}),
    ("redshift", "DeleteCluster", {"clusterIdentifier": "c"}),
    ("redshift", "DeleteClusterSnapshot", {"snapshotIdentifier": "s", "snapshotClusterIdentifier": "c"}),
    ("firehose", "PutRecord", {"deliveryStreamName": "d"}),
    ("cloudfront", "GetDistribution", {"id": "E1"}),
    ("cloudfront", "CreateInvalidation", {"distributionId": "E1"}),
    ("ssm", "GetDocument", {"name": "doc"}),
    ("ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": ["i-0123456789abcdef0"]}),
    ("ssm", "SendCommand", {"documentName": "own", "instanceIds": ["mi-0123456789abcdef0"]}),
    ("ssm", "GetParameter", {"name": "/a/b:3"}),
    ("ssm", "GetParametersByPath", {"path": "/a"}),
    ("ssm", "PutParameter", {"name": "plain"}),
    ("lambda", "Invoke", {"functionName": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f:live"}),
    ("lambda", "Invoke", {"functionName": f"{ACCOUNT}:function:f"}),
    ("lambda", "GetLayerVersion", {"layerName": "l", "versionNumber": 3}),
    ("lambda", "CreateFunction20150331", {"functionName": "f", "role": ROLE}),
    ("autoscaling", "UpdateAutoScalingGroup", {"autoScalingGroupName": "g"}),
    ("autoscaling", "DescribeAutoScalingGroups", {"autoScalingGroupNames": ["g"]}),
    ("autoscaling", "DeleteLaunchConfiguration", {"launchConfigurationName": "l"}),
    ("autoscaling", "CreateLaunchConfiguration", {"launchConfigurationName": "l", "iamInstanceProfile": "p"}),
    ("iam", "GetGroup", {"groupName": "g"}),
    ("iam", "GetInstanceProfile", {"instanceProfileName": "p"}),
    ("iam", "GetRole", {"roleName": "r"}),
    ("iam", "GetUser", {"userName": "u"}),
    ("iam", "GetUser", {}),
    ("iam", "GetPolicy", {"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/p"}),
    ("iam", "CreatePolicy", {"policyName": "p"}),
    ("iam", "CreateRole", {"roleName": "r", "path": "/x/"}, {"responseElements": {"role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/x/r"}}}),
    ("iam", "DeleteServerCertificate", {"serverCertificateName": "s"}),
    ("iam", "DeactivateMFADevice", {"userName": "u", "serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/u"}),
    ("iam", "ListAccessKeys", {}),
    ("route53", "ChangeResourceRecordSets", {"hostedZoneId": "/hostedzone/Z1"}),
    ("route53", "GetHostedZone", {"id": "/hostedzone/Z1"}),
    ("ses", "SendEmail", {"source": "a@b.example"}),
    ("email", "SendRawEmail", {"source": "a@b.example"}),
    ("elasticloadbalancing", "DeleteLoadBalancer", {"loadBalancerName": "l"}),
    ("elasticloadbalancing", "DeleteLoadBalancer", {"loadBalancerArn": f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/l/50dc6c495c0c9188"}),
    ("elasticloadbalancing", "CreateLoadBalancer", {"name": "l"}, {"responseElements": {"loadBalancers": [{"loadBalancerArn": f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/l/50dc6c495c0c9188"}]}}),
    ("logs", "PutLogEvents", {"logGroupName": "g", "logStreamName": "s"}),
    ("logs", "CreateLogGroup", {"logGroupName": "g"}),
    ("logs", "FilterLogEvents", {"logGroupName": "g"}),
    ("logs", "StartQuery", {"logGroupNames": ["g", "h"]}),
    ("ecr", "DescribeRepositories", {"repositoryNames": ["r"]}),
    ("ecr", "PutImage", {"repositoryName": "r"}),
    ("codecommit", "GetRepository", {"repositoryName": "r"}),
    ("events", "DeleteRule", {"name": "n"}),
    ("events", "PutTargets", {"rule": "n", "targets": [{"roleArn": ROLE}]}),
    ("events", "PutRule", {"name": "n", "eventBusName": "bus"}),
    ("sns", "Publish", {"topicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"}),
    ("sns", "CreateTopic", {"name": "t"}, {"responseElements": {"topicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"}}),
    ("sqs", "CreateQueue", {"queueName": "q"}),
    ("sqs", "ReceiveMessage", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"}),
    ("secretsmanager", "CreateSecret", {"name": "db"}),
    ("secretsmanager", "GetSecretValue", {"secretId": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-AbCdEf"}),
    ("secretsmanager", "PutSecretValue", {"secretId": "db"}),
    ("cloudformation", "DeleteStack", {"stackName": "s", "roleARN": ROLE}),
    ("cloudformation", "CreateStack", {"stackName": "s"}),
    ("cloudformation", "DeleteStackSet", {"stackSetName": "s"}),
    ("kinesis", "PutRecord", {"streamName": "s"}),
    ("dynamodb", "GetItem", {"tableName": "t", "key": {"a": {"s": "x"}}}),
    ("dynamodb", "BatchWriteItem", {"requestItems": {"t": [], "u": []}}),
    ("dynamodb", "Scan", {"tableName": "t", "indexName": "i"}),
    ("dynamodb", "CreateTable", {"tableName": "t"}),
    ("cloudtrail", "GetTrailStatus", {"name": "t"}),
    ("cloudtrail", "CreateTrail", {"name": "t", "cloudWatchLogsRoleArn": ROLE}),
    ("cloudtrail", "DescribeTrails", {"trailNameList": ["t"]}),
    ("glue", "GetTable", {"databaseName": "d", "name": "t"}),
    ("glue", "GetDatabase", {"name": "d"}),
    ("glue", "CreateJob", {"name": "j", "role": "app"}),
    ("athena", "StartQueryExecution", {"workGroup": "w"}),
    ("states", "StartExecution", {"stateMachineArn": f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:m"}),
    ("states", "CreateStateMachine", {"name": "m", "roleArn": ROLE}),
    ("apigateway", "GetApiKey", {"apiKey": "k"}),
    ("bedrock", "InvokeModel", {"modelId": "eu.m.one"}),
    ("bedrock-runtime", "Converse", {"modelId": "m.one"}),
    ("bedrock", "InvokeModel", {"modelId": f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:inference-profile/eu.m"}),
    ("sts", "AssumeRole", {"roleArn": ROLE, "roleSessionName": "s"}),
    ("elasticfilesystem", "DescribeMountTargets", {"fileSystemId": "fs-01234567"}),
    ("elasticmapreduce", "DescribeCluster", {"clusterId": "j-1"}),
    ("organizations", "DescribeAccount", {"accountId": ACCOUNT}),
    ("backup", "StartBackupJob", {"backupVaultName": "v", "iamRoleArn": ROLE}),
    ("servicecatalog", "ProvisionProduct", {"productId": "p-1"}),
    ("wafv2", "GetWebACL", {"name": "n", "scope": "REGIONAL", "id": "1"}),
    ("sagemaker", "CreateModel", {"modelName": "m", "executionRoleArn": ROLE}),
    ("quicksight", "DescribeDashboardDefinition", {"dashboardId": "d"}),
    ("workspaces", "TerminateWorkspaces", {"terminateWorkspaceRequests": [{"workspaceId": "ws-1"}]}),
    ("ds", "DescribeDirectories", {"directoryIds": ["d-1234567890"]}),
    ("ds", "CreateTrust", {"directoryId": "d-1234567890", "remoteDomainName": "corp.example"}),
]  # fmt: skip


def test_names_in_requests_become_resources(event, reviewed):
    """The name that a service's request gives is the name in the resource's ARN; what is not named is a wildcard."""
    reviewed("named", shown(event, NAMED))


MACHINES = {
    "instanceId": "i", "imageId": "ami", "volumeId": "vol", "snapshotId": "snap", "groupId": "sg",
    "securityGroupRuleId": "sgr", "subnetId": "subnet", "vpcId": "vpc", "networkInterfaceId": "eni",
    "routeTableId": "rtb", "internetGatewayId": "igw", "egressOnlyInternetGatewayId": "eigw", "natGatewayId": "nat",
    "networkAclId": "acl", "allocationId": "eipalloc", "launchTemplateId": "lt", "vpcEndpointId": "vpce",
    "serviceId": "vpce-svc", "vpcPeeringConnectionId": "pcx", "transitGatewayId": "tgw",
    "transitGatewayAttachmentId": "tgw-attach", "transitGatewayRouteTableId": "tgw-rtb", "dhcpOptionsId": "dopt",
    "vpnGatewayId": "vgw", "customerGatewayId": "cgw", "vpnConnectionId": "vpn", "flowLogId": "fl",
    "keyPairId": "key", "prefixListId": "pl", "clientVpnEndpointId": "cvpn-endpoint",
    "capacityReservationId": "cr", "hostId": "h", "fleetId": "fleet", "spotFleetRequestId": "sfr",
    "spotInstanceRequestId": "sir", "instanceConnectEndpointId": "eice", "ipamId": "ipam", "ipamPoolId": "ipam-pool",
    "localGatewayId": "lgw", "exportTaskId": "export-i", "importAmi": "import-ami", "importSnap": "import-snap",
}  # fmt: skip


def test_each_kind_of_id_of_ec2_is_its_resource_type(event, reviewed):
    """Tagging names a thing by its id alone: the id's beginning says of which type its ARN is."""
    calls = [("ec2", "DeleteTags", {"resourcesSet": {"items": [{"resourceId": f"{start}-0123456789abcdef0"}]}}) for start in MACHINES.values()]  # fmt: skip
    reviewed("ec2_ids", shown(event, calls))


EC2 = [
    ("ec2", "RunInstances", {"imageId": "ami-0123456789abcdef0", "keyName": "k", "subnetId": "subnet-0123456789abcdef0", "securityGroupId": "sg-0123456789abcdef0"}),
    ("ec2", "RunInstances", {"imageId": "ami-0123456789abcdef0", "iamInstanceProfile": {"arn": "x"}, "tagSpecificationSet": {"items": []}}),
    ("ec2", "RunInstances", {"imageId": "ami-0123456789abcdef0", "tagSpecificationSet": {"items": [{"resourceType": "instance"}]}}),
    ("ec2", "RunInstances", {"imageId": "ami-0123456789abcdef0"}, {"responseElements": {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}}),
    ("ec2", "AllocateAddress", {"domain": "vpc"}),
    ("ec2", "CopyImage", {"sourceImageId": "ami-0123456789abcdef0"}),
    ("ec2", "CopySnapshot", {"sourceSnapshotId": "snap-0123456789abcdef0"}),
    ("ec2", "RegisterImage", {"name": "n"}),
    ("ec2", "CreateFlowLogs", {"resourceIds": ["vpc-0123456789abcdef0"], "deliverLogsPermissionArn": ROLE}),
    ("ec2", "CreateImage", {"instanceId": "i-0123456789abcdef0"}),
    ("ec2", "CreateNatGateway", {"subnetId": "subnet-0123456789abcdef0"}),
    ("ec2", "CreateSecurityGroup", {"groupName": "g", "vpcId": "vpc-0123456789abcdef0"}),
    ("ec2", "CreateSubnet", {"vpcId": "vpc-0123456789abcdef0"}),
    ("ec2", "CreateVpc", {"cidrBlock": "10.0.0.0/16"}),
    ("ec2", "CreateKeyPair", {"keyName": "k"}),
    ("ec2", "DeleteKeyPair", {"keyName": "k"}),
    ("ec2", "AttachVolume", {"volumeId": "vol-0123456789abcdef0", "instanceId": "i-0123456789abcdef0"}),
    ("ec2", "StopInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}, {"instanceId": "i-11111111"}]}}),
    ("ec2", "AuthorizeSecurityGroupIngress", {"groupId": "sg-0123456789abcdef0"}),
    ("ec2", "AssociateIamInstanceProfile", {"IamInstanceProfile": {"name": "p"}, "InstanceId": "i-0123456789abcdef0"}),
    ("ec2", "ReplaceIamInstanceProfileAssociation", {"IamInstanceProfile": {"name": "p"}}),
    ("ec2", "RequestSpotInstances", {"iamInstanceProfile": {"name": "p"}}),
    ("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": "i-0123456789abcdef0"}]}, "tagSet": {"items": [{"key": "a"}]}}),
    ("ec2", "CreateVolume", {"size": "8", "tagSpecifications": [{"a": 1}]}),
    ("ec2", "CreateLaunchTemplate", {"launchTemplateName": "l"}),
    ("ec2", "DisassociateAddress", {"associationId": "eipassoc-0123456789abcdef0"}),
    ("ec2", "DescribeInstances", {}),
    ("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, {"awsRegion": "cn-north-1", "userIdentity": {"type": "AWSService", "invokedBy": "x"}}),
    ("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": "i-0123456789abcdef0"}]}}, {"awsRegion": "us-gov-west-1", "userIdentity": {"type": "AWSService", "invokedBy": "x"}}),
]  # fmt: skip


def test_calls_of_ec2_are_scoped(event, reviewed):
    """What exists is named by its id, what a call makes is a wildcard of its type, and a profile or tags need more."""
    reviewed("ec2", shown(event, EC2))


PASSED = """
cloudformation CreateChangeSet roleArn|cloudformation CreateStack roleArn|cloudformation UpdateStack roleArn
cloudformation DeleteStack roleArn|cloudtrail CreateTrail cloudWatchLogsRoleArn|cloudtrail UpdateTrail cloudWatchLogsRoleArn
codebuild CreateProject serviceRole|codebuild UpdateProject serviceRole|codepipeline CreatePipeline roleArn
codepipeline UpdatePipeline roleArn|config PutConfigurationRecorder roleARN|datapipeline PutPipelineDefinition role
datapipeline PutPipelineDefinition resourceRole|ec2 CreateFlowLogs deliverLogsPermissionArn|ecs CreateService role
ecs RegisterTaskDefinition taskRoleArn|ecs RegisterTaskDefinition executionRoleArn|ecs RunTask taskRoleArn
ecs RunTask executionRoleArn|ecs StartTask taskRoleArn|ecs StartTask executionRoleArn|eks CreateCluster roleArn
eks CreateFargateProfile podExecutionRoleArn|eks CreateNodegroup nodeRole|events PutRule roleArn|events PutTargets roleArn
firehose CreateDeliveryStream roleARN|glue CreateCrawler role|glue CreateDevEndpoint roleArn|glue CreateJob role
glue UpdateCrawler role|glue UpdateJob role|lambda CreateFunction role|lambda UpdateFunctionConfiguration role
logs PutSubscriptionFilter roleArn|rds AddRoleToDBCluster roleArn|rds AddRoleToDBInstance roleArn
rds CreateDBInstance monitoringRoleArn|rds ModifyDBInstance monitoringRoleArn|redshift CreateCluster iamRoles
rolesanywhere CreateProfile roleArns|rolesanywhere UpdateProfile roleArns|s3 PutBucketReplication role
s3 PutReplicationConfiguration role|sagemaker CreateEndpointConfig executionRoleArn|sagemaker CreateModel executionRoleArn
sagemaker CreateNotebookInstance roleArn|sagemaker CreateProcessingJob roleArn|sagemaker CreateTrainingJob roleArn
scheduler CreateSchedule roleArn|scheduler UpdateSchedule roleArn|ssm SendCommand serviceRoleArn
states CreateStateMachine roleArn|states UpdateStateMachine roleArn|transfer CreateServer loggingRole|transfer CreateUser role
""".replace("|", "\n").split("\n")
RECEIVERS = {
    "ec2": "ec2", "lambda": "lambda", "ecs": "ecs-tasks", "glue": "glue", "states": "states", "codebuild": "codebuild",
    "codepipeline": "codepipeline", "cloudformation": "cloudformation", "sagemaker": "sagemaker",
    "firehose": "firehose", "config": "config", "scheduler": "scheduler", "eks": "eks",
}  # fmt: skip


@pytest.mark.parametrize("row", [row for row in PASSED if row])
def test_a_role_that_is_handed_over_needs_pass_role(event, row):
    """A call whose request hands a role to a service needs iam:PassRole on that role, for that service alone."""
    service, operation, name = row.split()
    lines = called(event, service, operation, {name: ROLE})
    receiver = f" if iam:PassedToService={RECEIVERS[service]}.amazonaws.com" if service in RECEIVERS else ""
    passing = [line for line in lines if line.startswith("iam:PassRole")]
    if operation == "PutReplicationConfiguration":  # the operation is recorded as PutBucketReplication
        assert len(passing) <= 1
    else:
        assert passing == [f"iam:PassRole on {ROLE}{receiver} (inferred)"]


@pytest.mark.parametrize("bare", ["app", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x/app", "a/b", ""])
def test_only_a_role_that_can_be_passed_is_passed(event, bare):
    """A bare name is a role of the account; a service-linked role, a path or nothing is not handed over."""
    passing = [line for line in called(event, "glue", "CreateJob", {"name": "j", "role": bare}) if "PassRole" in line]
    assert passing == (
        [f"iam:PassRole on arn:aws:iam::{ACCOUNT}:role/app if iam:PassedToService=glue.amazonaws.com (inferred)"]
        if bare == "app"
        else []
    )


VIA = """
airflow aoss appflow apprunner athena auditmanager backup bedrock cassandra codeartifact comprehend connect dax dms
docdb-elastic dynamodb ec2 ecr elasticache elasticfilesystem es events firehose fsx geo glue healthlake imagebuilder
kafka kendra kinesis kinesisvideo lambda lex license-manager logs macie memorydb mgn mq rds redshift
redshift-serverless route53 s3 sagemaker secretsmanager securitylake ses sns sqs ssm ssm-contacts ssm-incidents
states storagegateway timestream transcribe translate workmail workspaces workspaces-web xray
""".split()


@pytest.mark.parametrize("service", VIA)
def test_a_key_is_used_through_the_service_that_asked(event, service):
    """A call to KMS in the caller's name is limited to the service that made it, in its Region."""
    (line,) = called(event, "kms", "Decrypt", {"keyId": KEY}, sourceIPAddress=f"{service}.amazonaws.com")
    assert line == f"kms:Decrypt on {KEY} if kms:ViaService={service}.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("source", "via"),
    [
        ("203.0.113.5", ""), ("AWS Internal", ""), ("cloudfront.amazonaws.com", ""), ("s3.amazonaws.com.cn", "s3.eu-west-1"),
        ("s3.us-east-1.amazonaws.com", "s3.us-east-1"), ("s3.example.com", ""),
    ],
)  # fmt: skip
def test_what_is_no_service_limits_nothing(event, source, via):
    """An address, or a service that does not call KMS for its callers, sets no condition; a Region in the name counts."""
    (line,) = called(event, "kms", "Decrypt", {"keyId": KEY}, sourceIPAddress=source)
    assert line == f"kms:Decrypt on {KEY}" + (f" if kms:ViaService={via}.amazonaws.com" if via else "")


def test_the_keys_of_a_re_encryption_are_told_apart(event):
    """Re-encrypting needs one right on the key that is left and another on the key that is taken."""
    listed = [{"ARN": KEY}, {"ARN": OTHER_KEY}]
    for request in ({"sourceKeyId": KEY, "destinationKeyId": OTHER_KEY}, {"destinationKeyId": OTHER_KEY}):
        assert called(event, "kms", "ReEncrypt", request, resources=listed) == [
            f"kms:ReEncryptFrom on {KEY}",
            f"kms:ReEncryptTo on {OTHER_KEY}",
        ]


OBJECT = {"bucketName": "b", "key": "k"}
S3 = [
    *(
        ("s3", name, OBJECT | extra)
        for name in (
            "GetObject", "HeadObject", "DeleteObject", "DeleteObjectTagging", "GetObjectAcl", "GetObjectAttributes", "GetObjectTagging",
            "GetObjectTorrent", "PutObjectAcl", "PutObjectTagging",
        )
        for extra in ({}, {"versionId": "v"})
    ),
    *(
        ("s3", name, OBJECT | extra)
        for name in ("PutObject", "CopyObject", "CreateMultipartUpload", "InitiateMultipartUpload", "PostObject", "UploadPart")
        for extra in ({}, {"x-amz-acl": "public-read"}, {"x-amz-tagging": "a=b"})
    ),
    *(("s3", "PutObject", OBJECT | {header: value}) for header, value in {
        "x-amz-acl": "private", "x-amz-grant-full-control": "id=1", "x-amz-grant-read": "id=1", "x-amz-grant-read-acp": "id=1",
        "x-amz-grant-write-acp": "id=1", "x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-legal-hold": "ON",
    }.items()),
    ("s3", "CopyObject", OBJECT | {"x-amz-copy-source": "/src/a%20b?versionId=1"}),
    ("s3", "CopyObject", OBJECT | {"x-amz-copy-source": "src/a"}),
    ("s3", "CopyObject", OBJECT | {"x-amz-copy-source": "arn:aws:s3:eu-west-1:1:accesspoint/p/object/k"}),
    ("s3", "UploadPartCopy", OBJECT | {"x-amz-copy-source": "src/a"}),
    ("s3", "DeleteObjects", {"bucketName": "b"}),
    ("s3", "DeleteObjects", {}),
    ("s3", "DeleteObjects", {"bucketName": "b"}, {"resources": [{"ARN": "arn:aws:s3:::b/1"}, {"ARN": "arn:aws:s3:::b"}]}),
    ("s3", "GetObject", {"bucketName": "b"}),
    ("s3", "GetObject", {}),
    ("s3", "GetObject", {"bucketName": "arn:aws:s3:eu-west-1:111122223333:accesspoint/p", "key": "k"}),
    ("s3", "GetObject", {}, {"resources": [{"ARN": "arn:aws:s3:::b/one"}, {"arn": "arn:aws:s3:::b"}, {"ARN": "x"}, 3]}),
    ("s3", "ListBuckets", {}),
    ("s3", "CreateBucket", {"bucketName": "b"}),
]  # fmt: skip


def test_operations_on_objects_need_what_the_request_asks(event, reviewed):
    """A version, an ACL, tags, a lock or a source of a copy in the request add their own rights."""
    reviewed("s3", shown(event, S3))


TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t"
DYNAMODB = [
    ("dynamodb", "ExecuteStatement", {"statement": 'select * from "t"."i"'}),
    ("dynamodb", "ExecuteStatement", {"Statement": "INSERT INTO t VALUE {'a': 1}"}),
    ("dynamodb", "ExecuteStatement", {"statement": "update t set a=1"}),
    ("dynamodb", "ExecuteStatement", {"statement": "DELETE FROM t.i where a=1"}),
    ("dynamodb", "ExecuteStatement", {"statement": "EXISTS(select * from t)"}),
    ("dynamodb", "ExecuteStatement", {"statement": "brew coffee"}),
    ("dynamodb", "ExecuteStatement", {}, {"readOnly": True}),
    ("dynamodb", "ExecuteStatement", {}, {"readOnly": False}),
    ("dynamodb", "ExecuteStatement", {}, {"resources": [{"ARN": TABLE}]}),
    ("dynamodb", "ExecuteStatement", {"statement": "select * from t"}, {"resources": [{"ARN": TABLE}]}),
    ("dynamodb", "BatchExecuteStatement", {"statements": [{"statement": "select * from t"}, {"statement": "delete from u"}, 3]}),
    ("dynamodb", "ExecuteTransaction", {"transactStatements": [{"statement": "select * from t"}]}),
    ("dynamodb", "TransactWriteItems", {"transactItems": [{"put": {"tableName": "t"}}, {"Update": {"TableName": "u"}}]}),
    ("dynamodb", "TransactWriteItems", {"transactItems": [{"delete": {"tableName": "t"}}, {"conditionCheck": {"tableName": "t"}}]}),
    ("dynamodb", "TransactWriteItems", {"transactItems": [{"operation": "Condition Check", "tableName": "t"}, {"operation": "?"}]}),
    ("dynamodb", "TransactWriteItems", {"requestItems": [{"operation": "Put", "tableName": "t"}, {"operation": "check", "tableName": "v"}]}),
    ("dynamodb", "TransactWriteItems", {"transactItems": [{"put": {"tableName": TABLE}}]}),
    ("dynamodb", "TransactWriteItems", {}),
    ("dynamodb", "TransactGetItems", {"transactItems": [{"get": {"tableName": "t"}}]}),
]  # fmt: skip


def test_statements_and_transactions_need_their_parts(event, reviewed):
    """A statement needs its verb's right on its table; a transaction needs one right for each kind of part."""
    reviewed("dynamodb", shown(event, DYNAMODB))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("User: x is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b/k because", ("s3:PutObject", ("arn:aws:s3:::b/k",))),
        ("not authorized to perform: s3:PutObject on resource: *", ("s3:PutObject", ("*",))),
        ("not authorized to perform: s3:PutObject", ("s3:PutObject", ())),
        ("not authorized to perform: s3:Brew", ("s3:GetObject", ())),
        (None, ("s3:GetObject", ())),
    ],
)  # fmt: skip
def test_a_refusal_names_what_was_refused(event, message, expected):
    """A denied call was refused what its message names; without one that exists, the operation's own action."""
    record = _decode(json.dumps(event("s3", "GetObject", OBJECT, errorMessage=message)).encode())
    (right,) = refused(record, meaning(record.event_source, record.event_name))
    assert (right.action, right.resources) == expected
