import type { Operation } from '../../../service.ts';
import { addInstance } from '../add-instance.ts';
import { defaultAttachments, ENGINE_VERSION, POSTGRES_PORT } from '../defaults.ts';
import { errors } from '../errors.ts';
import { newInstanceName } from '../identifiers.ts';
import { flag, refuseUnserved, requiredText, tagsOf, text, whole, type Input } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import type { InstanceSettings } from '../model.ts';
import { checkedPassword, checkedStorage, namedSettings, SETTING_MEMBERS } from '../named-settings.ts';
import { named } from '../operation.ts';
import { resolvedKey, type Scope } from '../scope.ts';
import { chosenBackupWindow, chosenMaintenanceWindow } from '../times.ts';

const SERVED = [...SETTING_MEMBERS, 'DBInstanceIdentifier', 'Engine', 'EngineVersion', 'AllocatedStorage', 'MasterUsername', 'MasterUserPassword', 'DBName', 'Port', 'PreferredMaintenanceWindow', 'StorageEncrypted', 'KmsKeyId', 'Tags', 'BackupTarget'];
const RESERVED_USERS: ReadonlySet<string> = new Set(['rdsadmin', 'admin', 'rds_superuser', 'rds_password', 'rds_replication', 'replication', 'public', 'none', 'user']);

/** A new PostgreSQL instance. Its port is one of the sandbox's own on 127.0.0.1: read it from the endpoint. */
export const createDbInstance: Operation = named('CreateDBInstance', { kind: 'db', member: 'DBInstanceIdentifier' }, (scope, input) => {
  refuseUnserved('CreateDBInstance', input, SERVED);
  const name = newInstanceName(requiredText(input, 'DBInstanceIdentifier'));
  requireEngine(input);
  requirePort('CreateDBInstance', input);
  requiredText(input, 'DBInstanceClass');
  const settings = newSettings(scope, input, name);
  const master = { user: settings.masterUsername, password: checkedPassword(requiredText(input, 'MasterUserPassword')), database: settings.dbName };
  const instance = addInstance(scope, { name, settings, tags: tagsOf(input) ?? {}, job: { kind: 'create', data: { master } } });
  return { DBInstance: instanceOutput(scope.context, instance) };
});

function newSettings(scope: Scope, input: Input, name: string): InstanceSettings {
  const { place } = scope;
  const given = namedSettings(scope, input);
  const storageType = given.storageType ?? 'gp2';
  const keyRef = text(input, 'KmsKeyId');
  if (keyRef !== undefined && flag(input, 'StorageEncrypted') !== true) throw errors.invalidCombination('A KMS key can only be given with StorageEncrypted.');
  return {
    ...defaultAttachments(place),
    instanceClass: '',
    engineVersion: ENGINE_VERSION,
    dbName: databaseName(text(input, 'DBName')),
    masterUsername: userName(requiredText(input, 'MasterUsername')),
    allocatedStorage: checkedStorage(whole(input, 'AllocatedStorage') ?? 0, storageType),
    maxAllocatedStorage: null,
    storageType,
    iops: null,
    storageThroughput: null,
    availabilityZone: `${place.region}a`,
    backupRetentionDays: 1,
    backupWindow: chosenBackupWindow(name),
    maintenanceWindow: chosenMaintenanceWindow(name),
    licenseModel: 'postgresql-license',
    keyArn: flag(input, 'StorageEncrypted') === true ? encryptionKey(scope, keyRef) : null,
    ...given,
  };
}

function encryptionKey(scope: Scope, ref: string | undefined): string {
  return ref === undefined ? scope.context.keys.managed('rds', scope.place) : resolvedKey(scope, ref);
}

/** Only PostgreSQL of the version that is really there. */
function requireEngine(input: Input): void {
  const engine = requiredText(input, 'Engine');
  if (engine !== 'postgres') throw errors.unsupported('CreateDBInstance', `Engine ${engine}`);
  const version = text(input, 'EngineVersion');
  if (version !== undefined && version !== ENGINE_VERSION && version !== '18') throw errors.invalidCombination(`Cannot find version ${version} for postgres; the sandbox has ${ENGINE_VERSION}`);
}

/** Refuses a port that the endpoint would not have anyway. */
export function requirePort(operation: string, input: Input): void {
  const port = whole(input, 'Port');
  if (port !== undefined && port !== POSTGRES_PORT) throw errors.unsupported(operation, `Port ${port} (each instance has a port of its own on 127.0.0.1)`);
}

function userName(name: string): string {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(name) || name.startsWith('pg_')) throw errors.invalidValue('MasterUsername must begin with a letter and contain only letters, digits and underscores, 63 at most.');
  if (RESERVED_USERS.has(name.toLowerCase())) throw errors.invalidValue(`MasterUsername ${name} cannot be used as it is a reserved word used by the engine`);
  return name;
}

function databaseName(name: string | undefined): string | null {
  if (name === undefined || name === '') return null;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(name) || ['db', 'rdsadmin', 'template0', 'template1'].includes(name.toLowerCase())) throw errors.invalidValue('DBName must begin with a letter and contain only alphanumeric characters, 63 at most.');
  return name.toLowerCase() === 'postgres' ? null : name;
}
