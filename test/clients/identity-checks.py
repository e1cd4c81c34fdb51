"""Checks of the sandbox's IAM, STS, Organizations and what they bind, with boto3. One check per process; prints `ok <check>`. ORG_KEY and ORG_SECRET are the keys of the organisation's administrator."""

import json
import os
import sys

import boto3
from botocore.exceptions import ClientError

iam, sts, s3 = boto3.client("iam"), boto3.client("sts"), boto3.client("s3")
ACCOUNT = sts.get_caller_identity()["Account"]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **one} for one in statements]})


def trust(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}]})


def denied(call, why, code="AccessDenied", **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]
        assert got["Code"] == code and why in got["Message"], got
        return
    raise AssertionError(f"not denied: {why}")


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def client(service, keys, **more):
    return boto3.client(service, aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys.get("SessionToken"), **more)


def user(name, *statements):
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
    return iam.create_access_key(UserName=name)["AccessKey"]


def bucket(name):
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.put_object(Bucket=name, Key="k", Body=b"v")
    return name


def identity():
    name = bucket("boto-identity")
    mine = client("s3", user("boto", {"Action": "s3:GetObject"}))
    same(mine.get_object(Bucket=name, Key="k")["Body"].read(), b"v")
    denied(mine.delete_object, "because no identity-based policy allows the s3:DeleteObject action", Bucket=name, Key="k")
    iam.put_user_policy(UserName="boto", PolicyName="stop", PolicyDocument=document({"Effect": "Deny", "Action": "s3:*"}))
    denied(mine.get_object, "with an explicit deny in an identity-based policy", Bucket=name, Key="k")
    # documents go out percent-encoded, which boto3 takes apart
    same(iam.get_user_policy(UserName="boto", PolicyName="stop")["PolicyDocument"]["Statement"][0]["Effect"], "Deny")
    iam.delete_user_policy(UserName="boto", PolicyName="stop")
    fence = iam.create_policy(PolicyName="fence", PolicyDocument=document({"Action": "s3:ListBucket"}))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="boto", PermissionsBoundary=fence)
    denied(mine.get_object, "because no permissions boundary allows the s3:GetObject action", Bucket=name, Key="k")
    same(iam.get_user(UserName="boto")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"], fence)
    results = iam.simulate_principal_policy(PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/boto", ActionNames=["s3:GetObject", "s3:ListBucket"])["EvaluationResults"]
    same([one["EvalDecision"] for one in results], ["implicitDeny", "implicitDeny"])
    same([one["PolicyName"] for page in iam.get_paginator("list_policies").paginate(Scope="Local") for one in page["Policies"]], ["fence"])


def sessions():
    name = bucket("boto-sessions")
    role = iam.create_role(RoleName="boto-role", AssumeRolePolicyDocument=trust(ACCOUNT))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="boto-role", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    limited = client("s3", sts.assume_role(RoleArn=role, RoleSessionName="boto", Policy=document({"Action": "s3:ListBucket"}))["Credentials"])
    same(limited.list_objects_v2(Bucket=name)["KeyCount"], 1)
    denied(limited.get_object, "because no session policy allows the s3:GetObject action", Bucket=name, Key="k")
    stranger = client("sts", user("boto-stranger"))
    denied(stranger.assume_role, "because no identity-based policy allows the sts:AssumeRole action", RoleArn=role, RoleSessionName="boto")
    same(iam.get_role(RoleName="boto-role")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], {"AWS": ACCOUNT})


def keys():
    kms = boto3.client("kms")
    mine = client("kms", user("boto-keys", {"Action": "kms:*"}))
    key = kms.create_key(Policy=document({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/platform-admin"}, "Action": "kms:*"}))["KeyMetadata"]["KeyId"]
    denied(mine.encrypt, "because no resource-based policy allows the kms:Encrypt action", "AccessDeniedException", KeyId=key, Plaintext=b"x")
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}))
    mine.encrypt(KeyId=key, Plaintext=b"x")


def organisation():
    name = bucket("boto-organisation")
    organizations = client("organizations", {"AccessKeyId": os.environ["ORG_KEY"], "SecretAccessKey": os.environ["ORG_SECRET"]}, region_name="us-east-1")
    root = organizations.list_roots()["Roots"][0]["Id"]
    policy = organizations.create_policy(Name="stop", Description="", Type="SERVICE_CONTROL_POLICY", Content=document({"Effect": "Deny", "Action": "s3:Get*"}))["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=root)
    denied(s3.get_object, "with an explicit deny in a service control policy", Bucket=name, Key="k")
    organizations.detach_policy(PolicyId=policy, TargetId=root)
    same(s3.get_object(Bucket=name, Key="k")["Body"].read(), b"v")
    same([one["Id"] for one in organizations.list_policies_for_target(TargetId=ACCOUNT, Filter="SERVICE_CONTROL_POLICY")["Policies"]], ["p-FullAWSAccess"])
    denied(boto3.client("organizations", region_name="us-east-1").list_accounts, "You don't have permissions", "AccessDeniedException")


check = sys.argv[1]
globals()[check]()
print(f"ok {check}")
