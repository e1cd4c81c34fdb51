"""Tables in the sandbox seen by a client that shares no code with it: boto3 for DynamoDB and AWS Backup. Prints `ok`."""

import time
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Key

client = boto3.client("dynamodb")
resource = boto3.resource("dynamodb")
backup = boto3.client("backup")
ROLE = "arn:aws:iam::111111111111:role/aws-backup"
DEADLINE_SECONDS = 60
FAST = {"Delay": 1, "MaxAttempts": DEADLINE_SECONDS}


def until(what, look):
    """Asks until the answer is no longer None."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {DEADLINE_SECONDS} s in vain: {what}")


def refused(error, call):
    try:
        call()
    except error as caught:
        return caught.response
    raise AssertionError(f"{error.__name__} was expected")


def finished(job, field, look):
    def state():
        found = look()
        return found if found[field] in ("COMPLETED", "FAILED", "ABORTED", "EXPIRED") else None

    found = until(f"{job} finished", state)
    assert found[field] == "COMPLETED", f"{job} ended {found[field]}: {found.get('StatusMessage')}"
    return found


def count(name):
    return sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName=name, PaginationConfig={"PageSize": 100}))


client.create_table(
    TableName="orders", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in (("customer", "S"), ("number", "N"), ("state", "S"))],
    KeySchema=[{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "number", "KeyType": "RANGE"}],
    GlobalSecondaryIndexes=[{"IndexName": "by-state", "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}],
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}, Tags=[{"Key": "backup", "Value": "daily"}],
)
client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig=FAST)
table = resource.Table("orders")

with table.batch_writer() as batch:
    for number in range(500):
        batch.put_item(Item={"customer": f"c{number % 10}", "number": number, "state": "open", "price": Decimal("12.50"), "lines": [{"sku": "a", "flags": {"x", "y"}}], "blob": b"\x00\xff"})
assert count("orders") == 500
found = table.query(KeyConditionExpression=Key("customer").eq("c3") & Key("number").between(100, 199))
assert [item["number"] for item in found["Items"]] == [Decimal(n) for n in range(103, 200, 10)], found
assert found["Items"][0]["price"] == Decimal("12.5") and found["Items"][0]["lines"][0]["flags"] == {"x", "y"}
assert table.query(IndexName="by-state", KeyConditionExpression=Key("state").eq("open"))["Count"] == 500

failed = refused(client.exceptions.ConditionalCheckFailedException, lambda: table.put_item(Item={"customer": "c3", "number": 3}, ConditionExpression="attribute_not_exists(customer)"))
assert failed["Error"]["Message"] == "The conditional request failed"
key = {"customer": {"S": "c3"}, "number": {"N": "3"}}
close = {"Update": {"TableName": "orders", "Key": key, "UpdateExpression": "SET #s = :closed", "ConditionExpression": "#s = :open", "ExpressionAttributeNames": {"#s": "state"}, "ExpressionAttributeValues": {":open": {"S": "open"}, ":closed": {"S": "closed"}}}}
bill = {"Put": {"TableName": "orders", "Item": {"customer": {"S": "bills"}, "number": {"N": "3"}}}}
client.transact_write_items(TransactItems=[close, bill])
cancelled = refused(client.exceptions.TransactionCanceledException, lambda: client.transact_write_items(TransactItems=[bill, close]))
assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "ConditionalCheckFailed"], cancelled

assert client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]["ContinuousBackupsStatus"] == "ENABLED"
assert "does not support" not in str(client.describe_time_to_live(TableName="orders"))
described = client.describe_table(TableName="orders")["Table"]
assert described["ItemCount"] == 501 and described["LatestStreamArn"].startswith(described["TableArn"] + "/stream/")

client.update_table(TableName="orders", DeletionProtectionEnabled=True)
client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig=FAST)
until("orders ACTIVE", lambda: True if client.describe_table(TableName="orders")["Table"]["TableStatus"] == "ACTIVE" else None)
protected = refused(client.exceptions.ClientError, lambda: client.delete_table(TableName="orders"))
assert protected["Error"]["Code"] == "ValidationException" and "protected against deletion" in protected["Error"]["Message"], protected
client.update_table(TableName="orders", DeletionProtectionEnabled=False)
until("orders ACTIVE", lambda: True if client.describe_table(TableName="orders")["Table"]["TableStatus"] == "ACTIVE" else None)

own = client.create_backup(TableName="orders", BackupName="own")["BackupDetails"]
until("own AVAILABLE", lambda: True if client.describe_backup(BackupArn=own["BackupArn"])["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE" else None)
backup.create_backup_vault(BackupVaultName="orders-vault")
job = backup.start_backup_job(BackupVaultName="orders-vault", ResourceArn=described["TableArn"], IamRoleArn=ROLE)
point = finished("backup", "State", lambda: backup.describe_backup_job(BackupJobId=job["BackupJobId"]))["RecoveryPointArn"]
assert ":backup:us-west-2:111111111111:recovery-point:" in point, point

table.put_item(Item={"customer": "late", "number": 1})
client.delete_table(TableName="orders")
client.get_waiter("table_not_exists").wait(TableName="orders", WaiterConfig=FAST)
refused(client.exceptions.ResourceNotFoundException, lambda: table.get_item(Key={"customer": "c3", "number": 3}))

client.restore_table_from_backup(TargetTableName="orders-own", BackupArn=own["BackupArn"])
metadata = backup.get_recovery_point_restore_metadata(BackupVaultName="orders-vault", RecoveryPointArn=point)["RestoreMetadata"]
restore = backup.start_restore_job(RecoveryPointArn=point, IamRoleArn=ROLE, Metadata={**metadata, "targetTableName": "orders-new"})
created = finished("restore", "Status", lambda: backup.describe_restore_job(RestoreJobId=restore["RestoreJobId"]))["CreatedResourceArn"]
assert created.endswith(":table/orders-new"), created
client.get_waiter("table_exists").wait(TableName="orders-own", WaiterConfig=FAST)
assert count("orders-new") == count("orders-own") == 501
assert client.get_item(TableName="orders-new", Key=key)["Item"]["state"] == {"S": "closed"}
restored = client.describe_table(TableName="orders-new")["Table"]
assert "LatestStreamArn" not in restored and restored["GlobalSecondaryIndexes"][0]["ItemCount"] == 500
assert client.list_tags_of_resource(ResourceArn=created)["Tags"] == []
refused(client.exceptions.PointInTimeRecoveryUnavailableException, lambda: client.restore_table_to_point_in_time(SourceTableName="orders-new", TargetTableName="x-new", UseLatestRestorableTime=True))
print("ok")
