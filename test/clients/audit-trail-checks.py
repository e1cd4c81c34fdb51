"""An audit trail made and read back with boto3: a trail, a recorder and access logs. One check per process; prints `ok <check>`."""

import gzip
import json
import sys

import boto3
from botocore.exceptions import ClientError

ACCOUNT = "111111111111"
BUCKET, DATA, LOGS = "boto-trail", "boto-data", "boto-access-logs"
s3, trail, config = boto3.client("s3"), boto3.client("cloudtrail"), boto3.client("config")


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def allow(bucket, service, actions):
    resources = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions, "Resource": resources, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}


def policy(bucket, *statements):
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def set_up():
    for name in (BUCKET, DATA, LOGS):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    same(code_of(trail.create_trail, Name="boto", S3BucketName=BUCKET), "InsufficientS3BucketPolicyException")
    same(code_of(trail.create_trail, Name="boto", S3BucketName="boto-nowhere"), "S3BucketDoesNotExistException")
    policy(BUCKET, allow(BUCKET, "cloudtrail.amazonaws.com", ["s3:GetBucketAcl", "s3:PutObject"]), allow(BUCKET, "config.amazonaws.com", ["s3:GetBucketAcl", "s3:PutObject"]))
    policy(LOGS, allow(LOGS, "logging.s3.amazonaws.com", ["s3:PutObject"]))
    made = trail.create_trail(Name="boto", S3BucketName=BUCKET, IsMultiRegionTrail=True, EnableLogFileValidation=True)
    same(code_of(trail.create_trail, Name="boto", S3BucketName=BUCKET), "TrailAlreadyExistsException")
    same(trail.get_trail_status(Name="boto")["IsLogging"], False)
    trail.start_logging(Name=made["TrailARN"])
    config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": f"arn:aws:iam::{ACCOUNT}:role/config", "recordingGroup": {"allSupported": True}})
    same(code_of(config.start_configuration_recorder, ConfigurationRecorderName="default"), "NoAvailableDeliveryChannelException")
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": BUCKET})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    s3.put_bucket_logging(Bucket=DATA, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": LOGS, "TargetPrefix": "data/"}})
    s3.put_object(Bucket=DATA, Key="who/read me.txt", Body=b"secret")
    same(s3.get_object(Bucket=DATA, Key="who/read me.txt")["Body"].read(), b"secret")
    same(code_of(s3.get_object, Bucket=DATA, Key="not there"), "NoSuchKey")
    boto3.client("ec2").create_volume(AvailabilityZone="us-west-2a", Size=1)
    boto3.client("dynamodb").create_table(TableName="boto-table", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}])
    boto3.client("efs").create_file_system(CreationToken="boto", Tags=[{"Key": "Name", "Value": "boto"}])
    boto3.client("rds").create_db_instance(DBInstanceIdentifier="boto-db", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20, MasterUsername="portal_admin", MasterUserPassword="open-sesame-1")
    boto3.client("ssm", region_name="us-east-2").put_parameter(Name="/far", Value="x", Type="String")


def destroy():
    s3.put_bucket_tagging(Bucket=DATA, Tagging={"TagSet": [{"Key": "changed", "Value": "yes"}]})
    boto3.client("dynamodb").delete_table(TableName="boto-table")
    boto3.client("rds").delete_db_instance(DBInstanceIdentifier="boto-db", SkipFinalSnapshot=True)


def keys(bucket, prefix=""):
    return [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix) for entry in page.get("Contents", [])]


def records(region):
    found = []
    for key in keys(BUCKET, f"AWSLogs/{ACCOUNT}/CloudTrail/{region}/"):
        answer = s3.get_object(Bucket=BUCKET, Key=key)
        same((answer["ContentType"], answer["ContentEncoding"]), ("application/json", "gzip"))
        found += json.loads(gzip.decompress(answer["Body"].read()))["Records"]
    return found


def read_back():
    status = trail.get_trail_status(Name="boto")
    same((status["IsLogging"], "LatestDeliveryError" in status), (True, False))
    assert status["LatestDigestDeliveryTime"] >= status["LatestDeliveryTime"].replace(minute=0, second=0), status
    names = [one["eventName"] for one in records("us-west-2")]
    for name in ("PutConfigurationRecorder", "PutBucketLogging", "CreateVolume", "CreateTable", "CreateFileSystem", "CreateDBInstance", "DeleteTable", "DeleteDBInstance"):
        assert name in names, (name, names)
    assert "CreateTrail" not in names and "PutObject" not in names, names
    same([(one["eventName"], one["awsRegion"], one["requestParameters"]["value"]) for one in records("us-east-2")], [("PutParameter", "us-east-2", "HIDDEN_DUE_TO_SECURITY_REASONS")])
    same([one["HomeRegion"] for one in boto3.client("cloudtrail", region_name="us-east-1").describe_trails()["trailList"]], ["us-west-2"])


def history(kind, identifier):
    items = config.get_resource_config_history(resourceType=kind, resourceId=identifier, chronologicalOrder="Forward")["configurationItems"]
    return [one["configurationItemStatus"] for one in items], items


def read_config():
    same(config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]["recording"], True)
    statuses, items = history("AWS::S3::Bucket", DATA)
    same((statuses[0], items[-1]["tags"]), ("ResourceDiscovered", {"changed": "yes"}))
    same(json.loads(items[-1]["configuration"])["logging"], {"bucket": LOGS, "prefix": "data/"})
    statuses, items = history("AWS::DynamoDB::Table", "boto-table")
    same((statuses[0], statuses[-1]), ("ResourceDiscovered", "ResourceDeleted"))
    gone = config.list_discovered_resources(resourceType="AWS::RDS::DBInstance", includeDeletedResources=True)["resourceIdentifiers"]
    same([(one["resourceName"], "resourceDeletionTime" in one) for one in gone], [("boto-db", True)])
    statuses, items = history("AWS::RDS::DBInstance", gone[0]["resourceId"])
    told = [json.loads(one["configuration"])["DBInstanceStatus"] for one in items if "configuration" in one]
    same((told[-1], statuses[-1]), ("available", "ResourceDeleted"))
    for kind in ("AWS::EC2::Volume", "AWS::EFS::FileSystem"):
        same(len(config.list_discovered_resources(resourceType=kind)["resourceIdentifiers"]), 1)
    same(code_of(config.get_resource_config_history, resourceType="AWS::S3::Bucket", resourceId="never"), "ResourceNotDiscoveredException")
    files = keys(BUCKET, f"AWSLogs/{ACCOUNT}/Config/us-west-2/")
    assert any("ConfigHistory_AWS::DynamoDB::Table_" in key for key in files), files
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    same(config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"][0]["recording"], False)


def read_access():
    lines = "".join(s3.get_object(Bucket=LOGS, Key=key)["Body"].read().decode() for key in keys(LOGS, "data/")).splitlines()
    told = [(fields[7], fields[8]) for fields in (line.split(" ") for line in lines)]
    for wanted in (("REST.PUT.OBJECT", "who/read%20me.txt"), ("REST.GET.OBJECT", "who/read%20me.txt"), ("REST.PUT.TAGGING", "-")):
        assert wanted in told, (wanted, lines)
    missing = next(line for line in lines if "/not%20there" in line)
    assert " 404 NoSuchKey " in missing and f" arn:aws:iam::{ACCOUNT}:user/platform-admin " in missing, missing


def tamper():
    key = keys(BUCKET, f"AWSLogs/{ACCOUNT}/CloudTrail/us-west-2/")[0]
    s3.put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(b'{"Records":[]}'))


check = sys.argv[1]
globals()[check]()
print(f"ok {check}")
