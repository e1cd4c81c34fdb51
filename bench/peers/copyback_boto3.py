"""The work of s3-copyback with boto3 in 32 threads: copyback_boto3.py <endpoint> < plan (one `key versionId` per line)."""
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

s3 = boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-west-2", aws_access_key_id="AKIABENCHBENCHBENCH0", aws_secret_access_key="bench", config=Config(s3={"addressing_style": "path"}, max_pool_connections=64))


def copy(line):
    key, version = line.split()
    s3.copy_object(Bucket="target", Key=key, CopySource={"Bucket": "source", "Key": key, "VersionId": version})


with ThreadPoolExecutor(32) as pool:
    list(pool.map(copy, open(sys.argv[2], encoding="utf-8")))
