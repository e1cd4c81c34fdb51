import { DEFAULT_SUBNET_GROUP, optionGroup, parameterGroup, subnetGroup, CA_CERTIFICATE, FAMILY } from './defaults.ts';
import { errors } from './errors.ts';
import { flag, text, texts, whole, type Input } from './input.ts';
import { INSTANCE_CLASSES, STORAGE_TYPES } from './instance-classes.ts';
import type { InstanceSettings } from './model.ts';
import type { Scope } from './scope.ts';
import { checkedBackupWindow, checkedMaintenanceWindow } from './times.ts';

const TOLD = ['MonitoringInterval', 'MonitoringRoleArn', 'DatabaseInsightsMode', 'EnablePerformanceInsights', 'PerformanceInsightsKMSKeyId', 'PerformanceInsightsRetentionPeriod', 'EnableCloudwatchLogsExports'] as const;

/** Members that `namedSettings` reads. */
export const SETTING_MEMBERS: readonly string[] = [
  'DBInstanceClass', 'StorageType', 'Iops', 'StorageThroughput', 'MaxAllocatedStorage', 'AvailabilityZone', 'MultiAZ', 'DBSubnetGroupName', 'VpcSecurityGroupIds', 'DBParameterGroupName', 'OptionGroupName',
  'PubliclyAccessible', 'BackupRetentionPeriod', 'PreferredBackupWindow', 'AutoMinorVersionUpgrade', 'CopyTagsToSnapshot', 'DeletionProtection', 'LicenseModel', 'CACertificateIdentifier', ...TOLD,
  // Told to be as they are in any case.
  'NetworkType', 'EngineLifecycleSupport',
];

/** The settings that a request to create, restore or modify names, checked. */
export function namedSettings(scope: Scope, input: Input): Partial<InstanceSettings> {
  const told = Object.fromEntries(TOLD.flatMap((member) => (input[member] === undefined ? [] : [[member, input[member]]])));
  const group = namedSubnetGroup(scope, input);
  const settings = defined({
    instanceClass: oneOf(input, 'DBInstanceClass', INSTANCE_CLASSES),
    storageType: oneOf(input, 'StorageType', STORAGE_TYPES),
    iops: whole(input, 'Iops'),
    storageThroughput: whole(input, 'StorageThroughput'),
    maxAllocatedStorage: whole(input, 'MaxAllocatedStorage'),
    availabilityZone: namedZone(scope, input),
    multiAz: flag(input, 'MultiAZ'),
    subnetGroup: group,
    securityGroups: namedSecurityGroups(input),
    parameterGroup: namedParameterGroup(scope, input),
    optionGroup: namedOptionGroup(scope, input),
    publiclyAccessible: flag(input, 'PubliclyAccessible') ?? (group === undefined ? undefined : group === DEFAULT_SUBNET_GROUP),
    backupRetentionDays: namedRetention(input),
    backupWindow: mapped(text(input, 'PreferredBackupWindow'), checkedBackupWindow),
    maintenanceWindow: mapped(text(input, 'PreferredMaintenanceWindow'), checkedMaintenanceWindow),
    autoMinorVersionUpgrade: flag(input, 'AutoMinorVersionUpgrade'),
    copyTagsToSnapshot: flag(input, 'CopyTagsToSnapshot'),
    deletionProtection: flag(input, 'DeletionProtection'),
    licenseModel: oneOf(input, 'LicenseModel', ['postgresql-license']),
    caCertificate: oneOf(input, 'CACertificateIdentifier', [CA_CERTIFICATE]),
    told: Object.keys(told).length === 0 ? undefined : told,
  });
  if (settings.multiAz === true && settings.availabilityZone !== undefined) throw errors.invalidCombination('Requesting a specific availability zone is not valid for Multi-AZ instances.');
  return settings;
}

/** Smallest and largest storage in GiB. Throws InvalidParameterValue. */
export function checkedStorage(gib: number, storageType: string): number {
  const least = storageType.startsWith('io') ? 100 : 20;
  if (gib < least || gib > 65_536) throw errors.invalidValue(`Invalid storage size for engine name postgres and storage type ${storageType}: ${gib}`);
  return gib;
}

/** Storage may not shrink, and grows by at least a tenth. */
export function checkedGrowth(gib: number, { allocatedStorage, storageType }: Pick<InstanceSettings, 'allocatedStorage' | 'storageType'>): number {
  if (gib < allocatedStorage) throw errors.invalidCombination(`Requested storage size (${gib}) cannot be less than the current storage size (${allocatedStorage}).`);
  if (gib > allocatedStorage && gib < allocatedStorage * 1.1) throw errors.invalidValue(`Invalid storage size for engine name postgres: storage must grow by at least 10 %, from ${allocatedStorage} GiB to ${Math.ceil(allocatedStorage * 1.1)} GiB or more.`);
  return checkedStorage(gib, storageType);
}

/** Refuses a master password as RDS for PostgreSQL does. */
export function checkedPassword(password: string): string {
  if (password.length < 8 || password.length > 128) throw errors.invalidValue('The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 128 characters.');
  if (!/^[!#-.0-?A-~]+$/.test(password)) throw errors.invalidValue('The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides \'/\', \'@\', \'"\', \' \' may be used.');
  return password;
}

function namedRetention(input: Input): number | undefined {
  const days = whole(input, 'BackupRetentionPeriod');
  if (days !== undefined && (days < 0 || days > 35)) throw errors.invalidValue(`Invalid backup retention period: ${days}. Must be between 0 and 35.`);
  return days;
}

function namedZone({ place }: Scope, input: Input): string | undefined {
  const zone = text(input, 'AvailabilityZone');
  if (zone !== undefined && !['a', 'b', 'c'].some((letter) => zone === `${place.region}${letter}`)) throw errors.invalidValue(`Invalid availability zone: '${zone}'. Zones of this region: ${['a', 'b', 'c'].map((letter) => place.region + letter).join(', ')}.`);
  return zone;
}

function namedSecurityGroups(input: Input): readonly string[] | undefined {
  const ids = texts(input, 'VpcSecurityGroupIds');
  if (ids === undefined || ids.length === 0) return undefined;
  for (const id of ids) if (!/^sg-[0-9a-z]{8,20}$/.test(id)) throw errors.invalidValue(`Invalid security group , groupId= ${id}, groupName=.`);
  return [...new Set(ids)];
}

function namedParameterGroup({ state, place }: Scope, input: Input): string | undefined {
  const name = text(input, 'DBParameterGroupName')?.toLowerCase();
  if (name === undefined) return undefined;
  const group = parameterGroup(state, place, name);
  if (!group) throw errors.parameterGroupNotFound(name);
  if (group.family !== FAMILY) throw errors.invalidCombination(`The parameter group ${name} with DBParameterGroupFamily ${group.family} cannot be used for this instance. Please use a parameter group with DBParameterGroupFamily ${FAMILY}.`);
  return name;
}

function namedOptionGroup({ state, place }: Scope, input: Input): string | undefined {
  const name = text(input, 'OptionGroupName')?.toLowerCase();
  if (name !== undefined && !optionGroup(state, place, name)) throw errors.optionGroupNotFound(name);
  return name;
}

function namedSubnetGroup({ state, place }: Scope, input: Input): string | undefined {
  const name = text(input, 'DBSubnetGroupName')?.toLowerCase();
  if (name !== undefined && !subnetGroup(state, place, name)) throw errors.subnetGroupNotFound(name);
  return name;
}

function oneOf(input: Input, member: string, known: readonly string[]): string | undefined {
  const value = text(input, member);
  if (value !== undefined && !known.includes(value)) throw errors.invalidValue(`Invalid ${member}: ${value}. The sandbox has ${known.length > 12 ? `${known.slice(0, 12).join(', ')} and more (DescribeOrderableDBInstanceOptions)` : known.join(', ')}.`);
  return value;
}

function mapped(value: string | undefined, how: (value: string) => string): string | undefined {
  return value === undefined ? undefined : how(value);
}

/** Without the members that are undefined. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
