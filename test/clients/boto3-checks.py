"""Checks of the sandbox's S3, and of the keys around it, with boto3, an implementation that shares no code with the JavaScript SDK. One check per process; prints `ok <check>`."""

import io
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def bucket(name, versioned=True):
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def versions_and_undelete():
    name = bucket("boto-versions")
    for text in ("one", "two", "three"):
        s3.put_object(Bucket=name, Key="k", Body=text)
    marker = s3.delete_object(Bucket=name, Key="k")
    same(marker["DeleteMarker"], True)
    same(code_of(s3.get_object, Bucket=name, Key="k"), ("NoSuchKey", 404))
    listed = s3.list_object_versions(Bucket=name)
    same([v["IsLatest"] for v in listed["Versions"]], [False, False, False])
    same([m["VersionId"] for m in listed["DeleteMarkers"] if m["IsLatest"]], [marker["VersionId"]])
    same(code_of(s3.get_object, Bucket=name, Key="k", VersionId=marker["VersionId"]), ("MethodNotAllowed", 405))
    s3.delete_object(Bucket=name, Key="k", VersionId=marker["VersionId"])
    same(s3.get_object(Bucket=name, Key="k")["Body"].read(), b"three")
    oldest = listed["Versions"][-1]["VersionId"]
    s3.copy_object(Bucket=name, Key="k", CopySource={"Bucket": name, "Key": "k", "VersionId": oldest})
    same(s3.get_object(Bucket=name, Key="k")["Body"].read(), b"one")
    resource = boto3.resource("s3").Bucket(name)
    resource.object_versions.all().delete()
    same("Versions" in s3.list_object_versions(Bucket=name), False)
    s3.delete_bucket(Bucket=name)


def restore_after_deletion():
    source, vault = bucket("boto-source"), bucket("boto-vault")
    for number in range(1100):
        s3.put_object(Bucket=source, Key=f"data/{number:04}", Body=str(number), Metadata={"n": str(number)})
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=source, PaginationConfig={"PageSize": 300})
    keys = [entry["Key"] for page in pages for entry in page["Contents"]]
    same(len(keys), 1100)
    for key in keys:
        s3.copy_object(Bucket=vault, Key=key, CopySource={"Bucket": source, "Key": key})
    versions = [{"Key": v["Key"], "VersionId": v["VersionId"]} for page in s3.get_paginator("list_object_versions").paginate(Bucket=source) for v in page["Versions"]]
    same(code_of(s3.delete_bucket, Bucket=source), ("BucketNotEmpty", 409))
    for at in range(0, len(versions), 1000):
        same("Errors" in s3.delete_objects(Bucket=source, Delete={"Objects": versions[at:at + 1000]}), False)
    s3.delete_bucket(Bucket=source)
    same(code_of(s3.head_bucket, Bucket=source), ("404", 404))
    bucket(source)
    for key in keys:
        s3.copy_object(Bucket=source, Key=key, CopySource={"Bucket": vault, "Key": key})
    answer = s3.get_object(Bucket=source, Key="data/1099")
    same((answer["Body"].read(), answer["Metadata"]), (b"1099", {"n": "1099"}))


def hostile_keys():
    name = bucket("boto-hostile")
    keys = ["../../etc/passwd", "/rooted", "a//b/", "..", "100%25/%2F", " a+b  c ", "a?b=c#d", "<x>&amp;", "\u202eמלף", "tab\tline\n\x01", "🧬/😀", "é" * 512]
    for key in keys:
        s3.put_object(Bucket=name, Key=key, Body=key.encode())
        same(s3.get_object(Bucket=name, Key=key)["Body"].read(), key.encode())
        s3.copy_object(Bucket=name, Key="copied", CopySource={"Bucket": name, "Key": key})
        same(s3.get_object(Bucket=name, Key="copied")["Body"].read(), key.encode())
    listed = [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name, PaginationConfig={"PageSize": 5}) for entry in page["Contents"]]
    same(listed, sorted([*keys, "copied"], key=lambda key: key.encode()))
    # A parser of XML 1.0 cannot read U+0001 in a request either, so that key goes by a single delete.
    plain = [key for key in keys if "\x01" not in key]
    same(len(s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": key} for key in plain]})["Deleted"]), len(plain))
    s3.delete_object(Bucket=name, Key="tab\tline\n\x01")
    same([entry["Key"] for entry in s3.list_objects_v2(Bucket=name)["Contents"]], ["copied"])


def multipart_and_ranges():
    name = bucket("boto-multipart")
    body = bytes(range(256)) * 70_000
    s3.upload_fileobj(io.BytesIO(body), name, "big", ExtraArgs={"Metadata": {"a": "b"}})
    head = s3.head_object(Bucket=name, Key="big")
    same((head["ContentLength"], head["Metadata"], head["ETag"].endswith('-3"')), (len(body), {"a": "b"}, True))
    fetched = io.BytesIO()
    s3.download_fileobj(name, "big", fetched)
    same(fetched.getvalue() == body, True)
    answer = s3.get_object(Bucket=name, Key="big", Range="bytes=8388600-8388615")
    same((answer["Body"].read(), answer["ContentRange"]), (body[8388600:8388616], f"bytes 8388600-8388615/{len(body)}"))
    boto3.resource("s3").Object(name, "copy").copy({"Bucket": name, "Key": "big"})
    same(s3.get_object(Bucket=name, Key="copy")["Body"].read() == body, True)
    upload = s3.create_multipart_upload(Bucket=name, Key="left")["UploadId"]
    part = s3.upload_part(Bucket=name, Key="left", UploadId=upload, PartNumber=1, Body=b"x")
    same([entry["Size"] for entry in s3.list_parts(Bucket=name, Key="left", UploadId=upload)["Parts"]], [1])
    last = s3.upload_part(Bucket=name, Key="left", UploadId=upload, PartNumber=2, Body=b"y")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}, {"PartNumber": 2, "ETag": last["ETag"]}]}
    same(code_of(s3.complete_multipart_upload, Bucket=name, Key="left", UploadId=upload, MultipartUpload=parts), ("EntityTooSmall", 400))
    same([entry["UploadId"] for entry in s3.list_multipart_uploads(Bucket=name)["Uploads"]], [upload])
    s3.abort_multipart_upload(Bucket=name, Key="left", UploadId=upload)
    same(code_of(s3.list_parts, Bucket=name, Key="left", UploadId=upload), ("NoSuchUpload", 404))


def errors():
    name = bucket("boto-errors", versioned=False)
    same(code_of(s3.create_bucket, Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}), ("BucketAlreadyOwnedByYou", 409))
    same(code_of(s3.get_object, Bucket="boto-none", Key="k"), ("NoSuchBucket", 404))
    same(code_of(s3.get_object, Bucket=name, Key="k"), ("NoSuchKey", 404))
    same(code_of(s3.head_object, Bucket=name, Key="k"), ("404", 404))
    same(code_of(s3.put_object, Bucket=name, Key="é" * 513, Body=b""), ("KeyTooLongError", 400))
    s3.put_object(Bucket=name, Key="k", Body=b"abc")
    same(code_of(s3.get_object, Bucket=name, Key="k", Range="bytes=9-"), ("InvalidRange", 416))
    same(code_of(s3.get_object, Bucket=name, Key="k", VersionId="x"), ("InvalidArgument", 400))
    same(code_of(s3.put_object, Bucket=name, Key="k", Body=b"", ServerSideEncryption="aws:kms:dsse"), ("NotImplemented", 501))
    same(code_of(s3.put_object, Bucket=name, Key="k", Body=b"", ACL="public-read"), ("AccessControlListNotSupported", 400))
    same(code_of(s3.put_bucket_replication, Bucket=name, ReplicationConfiguration={"Role": "r", "Rules": [{"Status": "Enabled", "Destination": {"Bucket": "b"}}]}), ("InvalidArgument", 400))
    same(code_of(s3.put_object, Bucket=name, Key="k", Body=b"x", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA=="), ("BadDigest", 400))
    same(s3.get_bucket_location(Bucket=name)["LocationConstraint"], "us-west-2")
    # The client follows the redirect of a bucket in another region by itself.
    same(boto3.client("s3", region_name="us-east-2").get_object(Bucket=name, Key="k")["Body"].read(), b"abc")


def bucket_settings():
    name = bucket("boto-settings")
    same(s3.get_bucket_versioning(Bucket=name)["Status"], "Enabled")
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    same(s3.get_bucket_tagging(Bucket=name)["TagSet"], [{"Key": "a", "Value": "b"}])
    rule = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 3}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2}}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    same(s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"], [rule])
    s3.put_object(Bucket=name, Key="k", Body=b"x", Tagging="p=q")
    same(s3.get_object_tagging(Bucket=name, Key="k")["TagSet"], [{"Key": "p", "Value": "q"}])
    same(s3.get_object(Bucket=name, Key="k")["TagCount"], 1)
    s3.delete_object_tagging(Bucket=name, Key="k")
    same(s3.get_object_tagging(Bucket=name, Key="k")["TagSet"], [])
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
    same(s3.get_bucket_notification_configuration(Bucket=name)["EventBridgeConfiguration"], {})
    same(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]["BlockPublicPolicy"], True)


def presigned():
    name = bucket("boto-presigned")
    s3 = boto3.client("s3", config=Config(signature_version="s3v4"))
    url = s3.generate_presigned_url("put_object", Params={"Bucket": name, "Key": "a b/é"})
    with urllib.request.urlopen(urllib.request.Request(url, data=b"by url", method="PUT")) as answer:
        same(answer.status, 200)
    with urllib.request.urlopen(s3.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a b/é", "ResponseContentType": "text/x-test"})) as answer:
        same((answer.read(), answer.headers["content-type"]), (b"by url", "text/x-test"))


def conditions_and_checksums():
    name = bucket("boto-checksums")
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        s3.put_object(Bucket=name, Key=algorithm, Body=b"checked", ChecksumAlgorithm=algorithm)
        answer = s3.get_object(Bucket=name, Key=algorithm, ChecksumMode="ENABLED")
        same((answer["Body"].read(), f"Checksum{algorithm}" in answer), (b"checked", True))
    same(code_of(s3.put_object, Bucket=name, Key="CRC32", Body=b"x", IfNoneMatch="*"), ("PreconditionFailed", 412))
    attributes = s3.get_object_attributes(Bucket=name, Key="SHA256", ObjectAttributes=["Checksum", "ObjectSize", "ETag"])
    same((attributes["ObjectSize"], attributes["Checksum"]["ChecksumType"]), (7, "FULL_OBJECT"))


def absent_features():
    name = bucket("boto-absent")
    same(code_of(s3.get_bucket_replication, Bucket=name), ("ReplicationConfigurationNotFoundError", 404))
    same(code_of(s3.get_object_lock_configuration, Bucket=name), ("ObjectLockConfigurationNotFoundError", 404))
    same(code_of(s3.get_bucket_website, Bucket=name), ("NoSuchWebsiteConfiguration", 404))
    same(code_of(s3.get_bucket_cors, Bucket=name), ("NoSuchCORSConfiguration", 404))
    same(code_of(s3.get_bucket_policy, Bucket=name), ("NoSuchBucketPolicy", 404))
    same(s3.get_bucket_request_payment(Bucket=name)["Payer"], "BucketOwner")
    same("LoggingEnabled" in s3.get_bucket_logging(Bucket=name), False)
    same(s3.get_bucket_acl(Bucket=name)["Grants"][0]["Permission"], "FULL_CONTROL")


def keys_and_trail():
    kms, ssm, name = boto3.client("kms"), boto3.client("ssm"), bucket("boto-sealed")
    key = kms.create_key(Description="boto", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    same((key["KeyState"], key["KeySpec"], key["CreationDate"].tzinfo is not None), ("Enabled", "SYMMETRIC_DEFAULT", True))
    kms.create_alias(AliasName="alias/boto", TargetKeyId=key["KeyId"])
    blob = kms.encrypt(KeyId="alias/boto", Plaintext=b"\x00secret", EncryptionContext={"a": "b"})["CiphertextBlob"]
    same(kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})["Plaintext"], b"\x00secret")
    same(code_of(kms.decrypt, CiphertextBlob=blob), ("InvalidCiphertextException", 400))
    s3.put_object(Bucket=name, Key="k", Body=b"sealed", ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/boto")
    answer = s3.get_object(Bucket=name, Key="k")
    same((answer["Body"].read(), answer["ServerSideEncryption"], answer["SSEKMSKeyId"]), (b"sealed", "aws:kms", key["Arn"]))
    ssm.put_parameter(Name="/boto/secret", Value="sealed", Type="SecureString", KeyId="alias/boto")
    same(ssm.get_parameter(Name="/boto/secret", WithDecryption=True)["Parameter"]["Value"], "sealed")
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    same(code_of(s3.get_object, Bucket=name, Key="k"), ("KMS.KMSInvalidStateException", 400))
    same(code_of(kms.describe_key, KeyId="alias/none"), ("NotFoundException", 400))
    trail = boto3.client("cloudtrail")
    same(trail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateKey"}])["Events"], [])
    same(code_of(trail.lookup_events, MaxResults=50, LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "a"}, {"AttributeKey": "EventId", "AttributeValue": "b"}]), ("InvalidLookupAttributesException", 400))


check = sys.argv[1]
globals()[check]()
print(f"ok {check}")
