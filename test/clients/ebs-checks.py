"""Volumes, snapshots, blocks and Recycle Bin through boto3, which has models of its own: `python3 ebs-checks.py CHECK`."""
import base64
import hashlib
import sys

import boto3
from botocore.exceptions import ClientError

BLOCK = 524288
ec2 = boto3.client("ec2")
ebs = boto3.client("ebs")
rbin = boto3.client("rbin")


def code(work, *args, **kwargs):
    try:
        work(*args, **kwargs)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "no error"


def volume(**more):
    made = ec2.create_volume(**{"AvailabilityZone": "us-west-2a", "Size": 1, "VolumeType": "gp3", **more})
    ec2.get_waiter("volume_available").wait(VolumeIds=[made["VolumeId"]], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    return made["VolumeId"]


def volumes_and_tags():
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    made = volume(TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "a <b> & 'ü'"}]}])
    ec2.attach_volume(VolumeId=made, InstanceId=instance["InstanceId"], Device="/dev/sdf")
    ec2.get_waiter("volume_in_use").wait(VolumeIds=[made], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert code(ec2.delete_volume, VolumeId=made) == "VolumeInUse"
    ec2.create_tags(Resources=[made, instance["InstanceId"]], Tags=[{"Key": "k", "Value": "v"}])
    told = {(t["ResourceType"], t["Key"]): t["Value"] for t in ec2.describe_tags()["Tags"]}
    assert told[("volume", "k")] == told[("instance", "k")] == "v", told
    assert ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": ["a <b>*"]}])["Volumes"][0]["VolumeId"] == made
    ec2.delete_tags(Resources=[made], Tags=[{"Key": "k", "Value": "other"}])
    assert len(ec2.describe_volumes(VolumeIds=[made])["Volumes"][0]["Tags"]) == 2
    ec2.detach_volume(VolumeId=made)
    ec2.get_waiter("volume_available").wait(VolumeIds=[made], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    ec2.delete_volume(VolumeId=made)
    ec2.get_waiter("volume_deleted").wait(VolumeIds=[made], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert code(ec2.describe_volumes, VolumeIds=[made]) == "InvalidVolume.NotFound"
    assert code(ec2.create_volume, AvailabilityZone="us-west-2a", Size=1, DryRun=True) == "DryRunOperation"
    assert code(ec2.create_volume, AvailabilityZone="eu-west-1a", Size=1) == "InvalidZone.NotFound"


def snapshots_by_block():
    begun = ebs.start_snapshot(VolumeSize=1, Description="by block", Tags=[{"Key": "k", "Value": "v"}])
    assert begun["BlockSize"] == BLOCK and begun["Status"] == "pending"
    written = {i: bytes([i % 256]) * BLOCK for i in (0, 3, 2047)}
    whole = hashlib.sha256()
    for index, data in written.items():
        digest = hashlib.sha256(data).digest()
        whole.update(digest)
        answer = ebs.put_snapshot_block(SnapshotId=begun["SnapshotId"], BlockIndex=index, BlockData=data, DataLength=BLOCK, Checksum=base64.b64encode(digest).decode(), ChecksumAlgorithm="SHA256")
        assert answer["Checksum"] == base64.b64encode(digest).decode()
    assert code(ebs.complete_snapshot, SnapshotId=begun["SnapshotId"], ChangedBlocksCount=1) == "ValidationException"
    ebs.complete_snapshot(SnapshotId=begun["SnapshotId"], ChangedBlocksCount=3, Checksum=base64.b64encode(whole.digest()).decode(), ChecksumAlgorithm="SHA256", ChecksumAggregationMethod="LINEAR")
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[begun["SnapshotId"]], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    made = volume(SnapshotId=begun["SnapshotId"], Size=2)
    taken = ec2.create_snapshot(VolumeId=made)["SnapshotId"]
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[taken], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    listed = ebs.list_snapshot_blocks(SnapshotId=taken)
    # block 0 holds zero bytes alone: it is as good as never written
    assert [b["BlockIndex"] for b in listed["Blocks"]] == [3, 2047] and listed["VolumeSize"] == 2, listed
    for block in listed["Blocks"]:
        answer = ebs.get_snapshot_block(SnapshotId=taken, BlockIndex=block["BlockIndex"], BlockToken=block["BlockToken"])
        data = answer["BlockData"].read()
        assert data == written[block["BlockIndex"]] and answer["DataLength"] == BLOCK
        assert answer["Checksum"] == base64.b64encode(hashlib.sha256(data).digest()).decode() and answer["ChecksumAlgorithm"] == "SHA256"
    assert ebs.list_changed_blocks(FirstSnapshotId=begun["SnapshotId"], SecondSnapshotId=taken)["ChangedBlocks"] == []
    assert code(ebs.list_snapshot_blocks, SnapshotId="snap-0123456789abcdef0") == "ResourceNotFoundException"
    copy = ec2.copy_snapshot(SourceRegion="us-west-2", SourceSnapshotId=taken, Encrypted=True)["SnapshotId"]
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[copy], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert ec2.describe_snapshots(SnapshotIds=[copy])["Snapshots"][0]["Encrypted"] is True
    ec2.delete_snapshot(SnapshotId=taken)
    assert code(ec2.delete_snapshot, SnapshotId=taken) == "InvalidSnapshot.NotFound"


def recycle_bin():
    period = {"RetentionPeriodValue": 7, "RetentionPeriodUnit": "DAYS"}
    rule = rbin.create_rule(ResourceType="EBS_VOLUME", RetentionPeriod=period, Description="a week", ResourceTags=[{"ResourceTagKey": "keep", "ResourceTagValue": "yes"}], Tags=[{"Key": "k", "Value": "v"}])
    identifier = rule["Identifier"]
    assert rule["Status"] == "available" and rule["RetentionPeriod"] == period and rule["Tags"] == [{"Key": "k", "Value": "v"}]
    assert rbin.get_rule(Identifier=identifier)["ResourceTags"] == [{"ResourceTagKey": "keep", "ResourceTagValue": "yes"}]
    assert [r["Identifier"] for r in rbin.list_rules(ResourceType="EBS_VOLUME")["Rules"]] == [identifier]
    assert rbin.list_rules(ResourceType="EBS_SNAPSHOT")["Rules"] == []
    rbin.tag_resource(ResourceArn=rule["RuleArn"], Tags=[{"Key": "more", "Value": "x"}])
    rbin.untag_resource(ResourceArn=rule["RuleArn"], TagKeys=["k"])
    assert rbin.list_tags_for_resource(ResourceArn=rule["RuleArn"])["Tags"] == [{"Key": "more", "Value": "x"}]
    assert rbin.update_rule(Identifier=identifier, RetentionPeriod={"RetentionPeriodValue": 3, "RetentionPeriodUnit": "DAYS"})["RetentionPeriod"]["RetentionPeriodValue"] == 3
    assert code(rbin.create_rule, ResourceType="EBS_VOLUME", RetentionPeriod={"RetentionPeriodValue": 8, "RetentionPeriodUnit": "DAYS"}) == "ValidationException"
    assert code(rbin.get_rule, Identifier="AAAAAAAAAAA") == "ResourceNotFoundException"
    kept, gone = volume(TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "keep", "Value": "yes"}]}]), volume()
    ec2.delete_volume(VolumeId=kept)
    ec2.delete_volume(VolumeId=gone)
    held = ec2.list_volumes_in_recycle_bin()["Volumes"]
    assert [v["VolumeId"] for v in held] == [kept] and (held[0]["RecycleBinExitTime"] - held[0]["RecycleBinEnterTime"]).days == 3
    assert code(ec2.restore_volume_from_recycle_bin, VolumeId=gone) == "InvalidVolume.NotFound"
    assert ec2.restore_volume_from_recycle_bin(VolumeId=kept)["Return"] is True
    ec2.get_waiter("volume_available").wait(VolumeIds=[kept], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    locked = rbin.create_rule(ResourceType="EBS_SNAPSHOT", RetentionPeriod=period, LockConfiguration={"UnlockDelay": {"UnlockDelayValue": 7, "UnlockDelayUnit": "DAYS"}})
    assert code(rbin.delete_rule, Identifier=locked["Identifier"]) == "ConflictException"
    assert rbin.unlock_rule(Identifier=locked["Identifier"])["LockState"] == "pending_unlock"
    rbin.delete_rule(Identifier=identifier)
    assert code(rbin.get_rule, Identifier=identifier) == "ResourceNotFoundException"


def surroundings():
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert [z["ZoneName"] for z in zones] == ["us-west-2a", "us-west-2b", "us-west-2c"]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    groups = ec2.describe_security_groups()["SecurityGroups"]
    db = boto3.client("rds").describe_db_subnet_groups()["DBSubnetGroups"][0]
    assert db["VpcId"] == vpc and sorted(s["SubnetIdentifier"] for s in db["Subnets"]) == sorted(s["SubnetId"] for s in subnets)
    assert [g["VpcId"] for g in groups] == [vpc]
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    ec2.enable_ebs_encryption_by_default()
    key = ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    made = volume()
    assert ec2.describe_volumes(VolumeIds=[made])["Volumes"][0]["KmsKeyId"] == key
    ec2.disable_ebs_encryption_by_default()
    assert code(ec2.describe_subnets, SubnetIds=["subnet-0123456789abcdef0"]) == "InvalidSubnetID.NotFound"
    assert code(ec2.run_instances, MinCount=1, MaxCount=1) == "NotImplemented"


globals()[sys.argv[1]]()
print(f"ok {sys.argv[1]}")
