"""The work of s3-undelete with boto3: undelete_boto3.py <endpoint>."""
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

s3 = boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-west-2", aws_access_key_id="AKIABENCHBENCHBENCH0", aws_secret_access_key="bench", config=Config(s3={"addressing_style": "path"}, max_pool_connections=64))
with ThreadPoolExecutor(32) as pool:
    jobs, batch = [], []

    def flush():
        jobs.append(pool.submit(s3.delete_objects, Bucket="bench", Delete={"Objects": list(batch), "Quiet": True}))
        batch.clear()

    for page in s3.get_paginator("list_object_versions").paginate(Bucket="bench"):
        for marker in page.get("DeleteMarkers", []):
            if marker["IsLatest"]:
                batch.append({"Key": marker["Key"], "VersionId": marker["VersionId"]})
                if len(batch) == 1000:
                    flush()
    if batch:
        flush()
    for job in jobs:
        job.result()
