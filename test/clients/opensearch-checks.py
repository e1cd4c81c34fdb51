"""Speaks to OpenSearch Service of the sandbox with boto3 and plain urllib: a domain from creation to deletion, and its data plane signed and not.

Run with AWS_ENDPOINT_URL and credentials in the environment, and the name of a check. Prints "ok <check>".
"""
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

ES = boto3.client("opensearch")
ACCOUNT = "111111111111"


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} expected")


def arn(name):
    return f"arn:aws:es:us-west-2:{ACCOUNT}:domain/{name}"


def create(name, **more):
    ES.create_domain(DomainName=name, EngineVersion="OpenSearch_3.5", ClusterConfig={"InstanceType": "r7g.large.search", "InstanceCount": 1}, EBSOptions={"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20}, **more)
    return ready(name)


def ready(name):
    for _ in range(200):
        status = ES.describe_domain(DomainName=name)["DomainStatus"]
        if not status["Processing"]:
            return status
        time.sleep(0.05)
    raise AssertionError(f"{name} is Processing for too long")


def send(endpoint, method, path, body=None, sign=True, newlines=False, announced=None):
    data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = {} if data is None else {"Content-Type": "application/x-ndjson" if newlines else "application/json"}
    url = f"http://{endpoint}{path}"
    if announced is not None:
        headers["X-Amz-Content-SHA256"] = hashlib.sha256(announced.encode()).hexdigest()
    if sign:
        request = AWSRequest(method=method, url=url, data=data, headers=headers)
        SigV4Auth(boto3.Session().get_credentials(), "es", "us-west-2").add_auth(request)
        headers = dict(request.headers.items())
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers, method=method), timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def control_plane():
    assert ES.list_domain_names()["DomainNames"] == []
    assert "OpenSearch_3.5" in ES.list_versions()["Versions"]
    status = create("boto-control", EncryptionAtRestOptions={"Enabled": True}, NodeToNodeEncryptionOptions={"Enabled": True}, TagList=[{"Key": "backup", "Value": "daily"}])
    assert status["ARN"] == arn("boto-control") and status["DomainId"] == f"{ACCOUNT}/boto-control" and status["Created"] and not status["Deleted"]
    assert status["EncryptionAtRestOptions"]["KmsKeyId"].startswith("arn:aws:kms:us-west-2:")
    assert ES.list_domain_names(EngineType="OpenSearch")["DomainNames"] == [{"DomainName": "boto-control", "EngineType": "OpenSearch"}]
    ES.add_tags(ARN=arn("boto-control"), TagList=[{"Key": "owner", "Value": "lab"}])
    ES.remove_tags(ARN=arn("boto-control"), TagKeys=["backup"])
    assert ES.list_tags(ARN=arn("boto-control"))["TagList"] == [{"Key": "owner", "Value": "lab"}]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "es:ESHttpGet", "Resource": arn("boto-control") + "/*"}]})
    config = ES.update_domain_config(DomainName="boto-control", AccessPolicies=policy)["DomainConfig"]
    assert config["AccessPolicies"]["Status"]["UpdateVersion"] == 2
    assert json.loads(ready("boto-control")["AccessPolicies"]) == json.loads(policy)
    assert ES.describe_domain_change_progress(DomainName="boto-control")["ChangeProgressStatus"]["Status"] == "COMPLETED"
    assert len(ES.describe_domain_nodes(DomainName="boto-control")["DomainNodesStatusList"]) == 1
    assert [one["DomainName"] for one in ES.describe_domains(DomainNames=["boto-control", "absent"])["DomainStatusList"]] == ["boto-control"]
    refused("ResourceAlreadyExistsException", 409, ES.create_domain, DomainName="boto-control")
    refused("ValidationException", 400, ES.create_domain, DomainName="boto-old", EngineVersion="OpenSearch_1.0")
    refused("InvalidTypeException", 409, ES.update_domain_config, DomainName="boto-control", AccessPolicies='{"Statement": 1}')
    assert "does not simulate" in refused("ValidationException", 400, ES.create_domain, DomainName="boto-vpc", VPCOptions={"SubnetIds": ["subnet-1"]})
    assert "DescribeDomainAutoTunes" in refused("UnsupportedOperationException", 400, ES.describe_domain_auto_tunes, DomainName="boto-control")
    assert ES.delete_domain(DomainName="boto-control")["DomainStatus"]["Deleted"]
    for _ in range(200):
        if not ES.list_domain_names()["DomainNames"]:
            break
        time.sleep(0.05)
    assert refused("ResourceNotFoundException", 409, ES.describe_domain, DomainName="boto-control") == "Domain not found: boto-control"


def data_plane():
    endpoint = create("boto-data", EncryptionAtRestOptions={"Enabled": True})["Endpoint"]
    assert send(endpoint, "GET", "/")[1]["version"]["number"].startswith("3.")
    assert ES.describe_domain_health(DomainName="boto-data")["ClusterHealth"] == "Green"
    status, body = send(endpoint, "GET", "/", sign=False)
    assert (status, body) == (403, {"Message": "User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows the es:ESHttpGet action"}), body
    lines = "".join(json.dumps({"index": {"_index": "datasets-000001", "_id": str(n)}}) + "\n" + json.dumps({"title": f"Größe {n}"}) + "\n" for n in range(300))
    status, body = send(endpoint, "POST", "/_bulk?refresh=true", lines, newlines=True)
    assert status == 200 and not body["errors"]
    assert send(endpoint, "GET", "/datasets-*/_count")[1]["count"] == 300
    assert send(endpoint, "GET", "/datasets-000001,nothing-*/_search?q=title%3A299")[1]["hits"]["total"]["value"] == 1
    # a body that is not the signed one reaches nobody, however long it is
    signed = "".join('{"index":{"_index":"tampered"}}\n{"n":%d}\n' % n for n in range(20000))
    status, body = send(endpoint, "POST", "/_bulk", signed + '{"index":{"_index":"tampered"}}\n{"n":-1}\n', newlines=True, announced=signed)
    assert status == 403 and "signature" in body["message"], body
    assert send(endpoint, "HEAD", "/tampered")[0] == 404
    assert send(endpoint, "POST", "/_bulk", signed, newlines=True, announced=signed)[0] == 200
    assert send(endpoint, "HEAD", "/tampered")[0] == 200
    assert send(endpoint, "PUT", "/_snapshot/cs-mine", {"type": "fs"}) == (401, {"Message": "Your request: '/_snapshot/cs-mine' is not allowed."})
    assert send(endpoint, "GET", "/_snapshot") == (200, {"cs-automated-enc": {"type": "s3"}})
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="boto-snapshots", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    settings = {"bucket": "boto-snapshots", "base_path": "daily", "region": "us-west-2", "role_arn": f"arn:aws:iam::{ACCOUNT}:role/opensearch-snapshots"}
    assert send(endpoint, "PUT", "/_snapshot/mine", {"type": "s3", "settings": settings}) == (200, {"acknowledged": True})
    status, body = send(endpoint, "PUT", "/_snapshot/mine/first?wait_for_completion=true", {"indices": "datasets-*"})
    assert status == 200 and body["snapshot"]["state"] == "SUCCESS", body
    assert any(one["Key"].startswith("daily/indices/") for one in s3.list_objects_v2(Bucket="boto-snapshots")["Contents"])
    assert send(endpoint, "DELETE", "/datasets-000001") == (200, {"acknowledged": True})
    status, body = send(endpoint, "POST", "/_snapshot/mine/first/_restore?wait_for_completion=true", {"indices": "datasets-*"})
    assert status == 200 and body["snapshot"]["shards"]["failed"] == 0, body
    assert send(endpoint, "GET", "/datasets-*/_count")[1]["count"] == 300
    ES.delete_domain(DomainName="boto-data")


CHECKS = {"control_plane": control_plane, "data_plane": data_plane}
CHECKS[sys.argv[1]]()
print(f"ok {sys.argv[1]}")
