"""Checks of the sandbox's EFS and of AWS Backup around it, with boto3, an implementation that shares no code with the JavaScript SDK. One check per process; prints `ok <check>`."""

import json
import os
import socket
import sys
import time

import boto3
from botocore.exceptions import ClientError

efs = boto3.client("efs")
backup = boto3.client("backup")
SUBNETS = ["subnet-0a10000000000001a", "subnet-0a10000000000001b"]
ROLE = "arn:aws:iam::111111111111:role/aws-backup"


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def control(method, params):
    """One request to the sandbox's control port, which stands for a mount and for time that passes."""
    with socket.create_connection(("127.0.0.1", int(os.environ["CONTROL_PORT"]))) as connection:
        hello = {"id": 1, "method": "hello", "params": {"token": os.environ["CONTROL_TOKEN"], "name": "boto3", "role": "observer", "pid": os.getpid()}}
        connection.sendall((json.dumps(hello) + "\n" + json.dumps({"id": 2, "method": method, "params": params}) + "\n").encode())
        for line in connection.makefile():
            answer = json.loads(line)
            if answer.get("id") == 2:
                assert "error" not in answer, answer
                return answer["result"]


def advance(seconds):
    control("advance", {"micros": seconds * 1_000_000})


def mount(system):
    return control("mount", {"fileSystemId": system, "account": "111111111111", "region": "us-west-2"})["path"]


def made(token, **more):
    system = efs.create_file_system(CreationToken=token, **more)["FileSystemId"]
    advance(10)
    efs.create_mount_target(FileSystemId=system, SubnetId=SUBNETS[0])
    advance(120)
    return system


def life_of_a_file_system():
    first = efs.create_file_system(CreationToken="boto", Encrypted=True, Tags=[{"Key": "Name", "Value": "boto"}])
    same(first["LifeCycleState"], "creating")
    same(first["CreationTime"].year >= 2024, True)
    same(code_of(efs.create_mount_target, FileSystemId=first["FileSystemId"], SubnetId=SUBNETS[0]), ("IncorrectFileSystemLifeCycleState", 409))
    advance(10)
    try:
        efs.create_file_system(CreationToken="boto")
        raise AssertionError("a second file system of one token")
    except efs.exceptions.FileSystemAlreadyExists as error:
        same((error.response["FileSystemId"], error.response["ResponseMetadata"]["HTTPStatusCode"]), (first["FileSystemId"], 409))
    for subnet in SUBNETS:
        efs.create_mount_target(FileSystemId=first["FileSystemId"], SubnetId=subnet)
    same(code_of(efs.create_mount_target, FileSystemId=first["FileSystemId"], SubnetId=SUBNETS[0]), ("MountTargetConflict", 409))
    same(code_of(efs.delete_file_system, FileSystemId=first["FileSystemId"]), ("FileSystemInUse", 409))
    advance(120)
    targets = efs.describe_mount_targets(FileSystemId=first["FileSystemId"])["MountTargets"]
    same(sorted(t["AvailabilityZoneName"] for t in targets), ["us-west-2a", "us-west-2b"])
    for target in targets:
        efs.delete_mount_target(MountTargetId=target["MountTargetId"])
    advance(120)
    efs.delete_file_system(FileSystemId=first["FileSystemId"])
    advance(60)
    same(code_of(efs.describe_file_systems, FileSystemId=first["FileSystemId"]), ("FileSystemNotFound", 404))


def settings():
    system = made("boto-settings")
    arn = efs.describe_file_systems(FileSystemId=system)["FileSystems"][0]["FileSystemArn"]
    same(code_of(efs.describe_file_system_policy, FileSystemId=system), ("PolicyNotFound", 404))
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "elasticfilesystem:ClientMount", "Resource": arn}]}
    efs.put_file_system_policy(FileSystemId=system, Policy=json.dumps(policy))
    same(json.loads(efs.describe_file_system_policy(FileSystemId=system)["Policy"]), policy)
    efs.put_backup_policy(FileSystemId=system, BackupPolicy={"Status": "ENABLED"})
    same(efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"], {"Status": "ENABLED"})
    efs.put_lifecycle_configuration(FileSystemId=system, LifecyclePolicies=[{"TransitionToIA": "AFTER_30_DAYS"}])
    same(efs.describe_lifecycle_configuration(FileSystemId=system)["LifecyclePolicies"], [{"TransitionToIA": "AFTER_30_DAYS"}])
    point = efs.create_access_point(FileSystemId=system, ClientToken="c", PosixUser={"Uid": 1001, "Gid": 1001}, RootDirectory={"Path": "/sessions", "CreationInfo": {"OwnerUid": 1001, "OwnerGid": 1001, "Permissions": "0750"}})
    same(efs.describe_access_points(FileSystemId=system)["AccessPoints"][0]["AccessPointId"], point["AccessPointId"])
    efs.tag_resource(ResourceId=arn, Tags=[{"Key": "a", "Value": "b"}])
    same(efs.list_tags_for_resource(ResourceId=system)["Tags"], [{"Key": "a", "Value": "b"}])
    for number in range(5):
        efs.create_file_system(CreationToken=f"boto-page-{number}")
    pages = efs.get_paginator("describe_file_systems").paginate(PaginationConfig={"PageSize": 2})
    same(len([one for page in pages for one in page["FileSystems"]]), 6)
    same(code_of(efs.create_replication_configuration, SourceFileSystemId=system, Destinations=[{"Region": "us-east-2"}])[0] in ("UnsupportedOperationException", "NotImplemented"), True)


def backup_and_restore():
    system = made("boto-backup")
    arn = efs.describe_file_systems(FileSystemId=system)["FileSystems"][0]["FileSystemArn"]
    root = mount(system)
    os.makedirs(f"{root}/a/empty")
    with open(f"{root}/a/file", "w") as file:
        file.write("as it was")
    os.symlink("file", f"{root}/a/link")
    os.chmod(f"{root}/a/file", 0o640)
    backup.create_backup_vault(BackupVaultName="boto")
    job = backup.start_backup_job(BackupVaultName="boto", ResourceArn=arn, IamRoleArn=ROLE)["BackupJobId"]
    advance(3600)
    done = backup.describe_backup_job(BackupJobId=job)
    same((done["State"], done["ResourceType"]), ("COMPLETED", "EFS"))
    point = done["RecoveryPointArn"]
    metadata = backup.get_recovery_point_restore_metadata(BackupVaultName="boto", RecoveryPointArn=point)["RestoreMetadata"]
    same(metadata["file-system-id"], system)

    def restored(**more):
        job = backup.start_restore_job(RecoveryPointArn=point, IamRoleArn=ROLE, Metadata={**metadata, **more})["RestoreJobId"]
        advance(3600)
        return backup.describe_restore_job(RestoreJobId=job)

    same(restored(newFileSystem="true")["Status"], "FAILED")
    fresh = restored(newFileSystem="true", CreationToken="boto-restored")
    same(fresh["Status"], "COMPLETED")
    new = fresh["CreatedResourceArn"].split("/")[1]
    same(efs.describe_mount_targets(FileSystemId=new)["MountTargets"], [])
    same(mount(new), None)
    efs.create_mount_target(FileSystemId=new, SubnetId=SUBNETS[0])
    advance(120)
    [dated] = os.listdir(mount(new))
    same(dated.startswith("aws-backup-restore_"), True)
    same(open(f"{mount(new)}/{dated}/a/file").read(), "as it was")
    same((os.readlink(f"{mount(new)}/{dated}/a/link"), oct(os.stat(f"{mount(new)}/{dated}/a/file").st_mode & 0o7777), os.listdir(f"{mount(new)}/{dated}/a/empty")), ("file", "0o640", []))
    same(restored(ItemsToRestore=json.dumps(["/a/file"]))["Status"], "COMPLETED")
    [dated] = [name for name in os.listdir(root) if name.startswith("aws-backup-restore_")]
    same(os.listdir(f"{root}/{dated}/a"), ["file"])


if __name__ == "__main__":
    began = time.monotonic()
    {check.__name__: check for check in (life_of_a_file_system, settings, backup_and_restore)}[sys.argv[1]]()
    print(f"{time.monotonic() - began:.1f} s")
    print(f"ok {sys.argv[1]}")
