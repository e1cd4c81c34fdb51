"""Checks that the restorer of a drill may do what its runbook does and nothing else, with boto3. One check per process; prints `ok <check>`. KEY_ID is a key of the account."""

import os
import sys

import boto3
from botocore.exceptions import ClientError

ACCOUNT = "111111111111"


def session(name):
    keys = boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}", RoleSessionName="boto")["Credentials"]
    return lambda service: boto3.client(service, aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])


def denied(action, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]
        assert got["Code"].startswith("AccessDenied") and f"is not authorized to perform: {action} on resource" in got["Message"], got
        return
    raise AssertionError(f"{action} was allowed")


def inside():
    client = session("drill-restorer")
    client("s3").create_bucket(Bucket="portal-data", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    client("s3").put_bucket_versioning(Bucket="portal-data", VersioningConfiguration={"Status": "Enabled"})
    client("s3").put_object(Bucket="portal-data", Key="k", Body=b"v")
    client("ssm").put_parameter(Name="/portal/stores/dr-s5", Value="portal-data", Type="String", Overwrite=True)
    assert client("ssm").get_parameter(Name="/portal/stores/dr-s5")["Parameter"]["Value"] == "portal-data"


def outside():
    client = session("drill-restorer")
    denied("s3:CreateBucket", client("s3").create_bucket, Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    denied("dynamodb:DeleteTable", client("dynamodb").delete_table, TableName="orders")
    denied("rds:DeleteDBInstance", client("rds").delete_db_instance, DBInstanceIdentifier="billing", SkipFinalSnapshot=True)
    denied("ssm:PutParameter", client("ssm").put_parameter, Name="/billing/endpoint", Value="x", Type="String")
    denied("iam:PutRolePolicy", client("iam").put_role_policy, RoleName="drill-restorer", PolicyName="more", PolicyDocument='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}')
    denied("kms:ScheduleKeyDeletion", client("kms").schedule_key_deletion, KeyId=os.environ["KEY_ID"])
    # the user of the role may become it and nothing else
    denied("s3:ListAllMyBuckets", boto3.client("s3").list_buckets)


CHECKS = {"inside": inside, "outside": outside}
CHECKS[sys.argv[1]]()
print(f"ok {sys.argv[1]}")
