import { isoMicros } from '#kit/time';
import { AwsError } from '../../service.ts';

/** RDS's errors in RDS's words. Codes and status are those of the SDK's awsQueryError traits; InvalidParameter* are not modelled. */
export const errors = {
  instanceNotFound: (name: string) => new AwsError('DBInstanceNotFound', `DBInstance ${name} not found.`, { status: 404 }),
  instanceExists: () => new AwsError('DBInstanceAlreadyExists', 'DB instance already exists'),
  instanceState: (message: string) => new AwsError('InvalidDBInstanceState', message),
  snapshotNotFound: (name: string) => new AwsError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, { status: 404 }),
  snapshotExists: (name: string) => new AwsError('DBSnapshotAlreadyExists', `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`),
  snapshotState: (message: string) => new AwsError('InvalidDBSnapshotState', message),
  backupNotFound: (id: string) => new AwsError('DBInstanceAutomatedBackupNotFound', `DB instance automated backup ${id} not found.`, { status: 404 }),
  backupState: (message: string) => new AwsError('InvalidDBInstanceAutomatedBackupState', message),
  pitrNotEnabled: (name: string) => new AwsError('PointInTimeRestoreNotEnabled', `Backups are not enabled for DB instance ${name}: its backup retention period is 0.`),
  invalidRestore: (message: string) => new AwsError('InvalidRestoreFault', message),
  invalidValue: (message: string) => new AwsError('InvalidParameterValue', message),
  invalidCombination: (message: string) => new AwsError('InvalidParameterCombination', message),
  missing: (member: string) => new AwsError('MissingParameter', `The request must contain the parameter ${member}.`),
  parameterGroupNotFound: (name: string) => new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, { status: 404 }),
  parameterGroupExists: (name: string) => new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`),
  parameterGroupState: (message: string) => new AwsError('InvalidDBParameterGroupState', message),
  subnetGroupNotFound: (name: string) => new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, { status: 404 }),
  subnetGroupExists: (name: string) => new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`),
  subnetGroupState: (message: string) => new AwsError('InvalidDBSubnetGroupStateFault', message),
  subnetZones: () => new AwsError('DBSubnetGroupDoesNotCoverEnoughAZs', 'The DB subnet group doesn\'t meet Availability Zone (AZ) coverage requirement. Current AZ coverage: 1. Add subnets to cover at least 2 AZs.'),
  invalidSubnet: (id: string) => new AwsError('InvalidSubnet', `The subnet ID '${id}' is invalid.`),
  optionGroupNotFound: (name: string) => new AwsError('OptionGroupNotFoundFault', `Specified OptionGroupName: ${name} not found.`, { status: 404 }),
  optionGroupExists: (name: string) => new AwsError('OptionGroupAlreadyExistsFault', `An option group with the name ${name} already exists.`),
  optionGroupState: (message: string) => new AwsError('InvalidOptionGroupStateFault', message),
  certificateNotFound: (id: string) => new AwsError('CertificateNotFound', `Certificate ${id} not found.`, { status: 404 }),
  keyNotAccessible: (why: string) => new AwsError('KMSKeyNotAccessibleFault', why),
  instanceQuota: () => new AwsError('InstanceQuotaExceeded', 'Cannot create more than 40 DB instances.'),
  snapshotQuota: () => new AwsError('SnapshotQuotaExceeded', 'Cannot create more than 100 manual snapshots.'),
  storageQuota: () => new AwsError('StorageQuotaExceeded', 'The request would exceed the 100000 GiB of storage that all DB instances of the account may have.'),
  /** A parameter of the API that would change the outcome and is not simulated. */
  unsupported: (operation: string, member: string) => new AwsError('NotImplemented', `The sandbox does not simulate ${member} of ${operation}; leave it out.`),
  tooLate: (latestMicros: number) => new AwsError('InvalidParameterValue', `The specified restore time is later than the latest restorable time ${isoMicros(latestMicros)}.`),
  tooEarly: (earliestMicros: number) => new AwsError('InvalidParameterValue', `The specified restore time is earlier than the earliest restorable time ${isoMicros(earliestMicros)}.`),
};
