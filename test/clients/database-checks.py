"""A database in the sandbox seen by clients that share no code with it: boto3 for RDS and AWS Backup, psycopg for PostgreSQL. Prints `ok`."""

import json
import time

import boto3
import psycopg

rds = boto3.client("rds")
backup = boto3.client("backup")
ROLE = "arn:aws:iam::111111111111:role/aws-backup"
PASSWORD = "correct-horse-battery"
DEADLINE_SECONDS = 90


def until(what, look):
    """Asks until the answer is no longer None."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {DEADLINE_SECONDS} s in vain: {what}")


def instance(name):
    try:
        return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    except rds.exceptions.DBInstanceNotFoundFault:
        return None


def available(name):
    return until(f"{name} available", lambda: (lambda found: found if found and found["DBInstanceStatus"] == "available" else None)(instance(name)))


def connect(found):
    endpoint = found["Endpoint"]
    return psycopg.connect(host=endpoint["Address"], port=endpoint["Port"], user="admin_user", password=PASSWORD, dbname="orders", connect_timeout=10)


def finished(job, field, look):
    def state():
        found = look()
        return found if found[field] in ("COMPLETED", "FAILED", "ABORTED", "EXPIRED") else None

    found = until(f"{job} finished", state)
    assert found[field] == "COMPLETED", f"{job} ended {found[field]}: {found.get('StatusMessage')}"
    assert not found.get("StatusMessage"), found["StatusMessage"]
    return found


rds.create_db_instance(
    DBInstanceIdentifier="orders-db", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20, DBName="orders",
    MasterUsername="admin_user", MasterUserPassword=PASSWORD, BackupRetentionPeriod=7, Tags=[{"Key": "owner", "Value": "orders"}],
)
first = available("orders-db")
with connect(first) as connection:
    connection.execute("create table orders (id int primary key, text text not null)")
    connection.execute("insert into orders select n, 'order ' || n from generate_series(1, 1000) n")

backup.create_backup_vault(BackupVaultName="orders-vault")
job = backup.start_backup_job(BackupVaultName="orders-vault", ResourceArn=first["DBInstanceArn"], IamRoleArn=ROLE)
done = finished("backup", "State", lambda: backup.describe_backup_job(BackupJobId=job["BackupJobId"]))
point = done["RecoveryPointArn"]
assert ":snapshot:awsbackup:job-" in point, point

with connect(first) as connection:
    connection.execute("insert into orders values (1001, 'after the backup')")
rds.delete_db_instance(DBInstanceIdentifier="orders-db", SkipFinalSnapshot=True, DeleteAutomatedBackups=True)
until("orders-db gone", lambda: True if instance("orders-db") is None else None)
try:
    connect(first)
    raise AssertionError("the deleted database still answers")
except psycopg.OperationalError:
    pass

metadata = backup.get_recovery_point_restore_metadata(BackupVaultName="orders-vault", RecoveryPointArn=point)["RestoreMetadata"]
metadata.pop("DBSnapshotIdentifier", None)
metadata["DBInstanceIdentifier"] = "orders-db-restored"
job = backup.start_restore_job(RecoveryPointArn=point, Metadata=metadata, IamRoleArn=ROLE, IdempotencyToken="orders-1", ResourceType="RDS")
again = backup.start_restore_job(RecoveryPointArn=point, Metadata=metadata, IamRoleArn=ROLE, IdempotencyToken="orders-1", ResourceType="RDS")
assert again["RestoreJobId"] == job["RestoreJobId"], "one token, two jobs"
done = finished("restore", "Status", lambda: backup.describe_restore_job(RestoreJobId=job["RestoreJobId"]))
assert done["CreatedResourceArn"].endswith(":db:orders-db-restored"), done

restored = available("orders-db-restored")
with connect(restored) as connection:
    rows = connection.execute("select count(*), max(id), md5(string_agg(text, ',' order by id)) from orders").fetchone()
    wanted = connection.execute("select 1000, 1000, md5(string_agg('order ' || n, ',' order by n)) from generate_series(1, 1000) n").fetchone()
assert rows == wanted, (rows, wanted)
assert restored["DBParameterGroups"][0]["DBParameterGroupName"].startswith("default."), json.dumps(restored["DBParameterGroups"])
print("ok")
