import { isDate } from '#kit/dates';
import { validatePolicy } from '../../authorise/validate-policy.ts';
import { AwsError, type Place, type SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';
import { refuseUnserved, type Input } from './input.ts';
import type { DomainSettings, SettingName } from './model.ts';
import { DEFAULT_VERSION, ENGINE_VERSIONS } from './versions.ts';

/** Who asks for settings, and where. */
interface SettingsScope {
  readonly context: Pick<SandboxContext, 'keys' | 'time'>;
  readonly place: Place;
  readonly by: { readonly account: string; readonly arn: string };
}

type Operation = 'CreateDomain' | 'UpdateDomainConfig';
type Reader = (scope: SettingsScope, given: unknown, at: { readonly operation: Operation; readonly now: Partial<DomainSettings> }) => unknown;

const DAY_MICROS = 86_400_000_000;
/** Longest pause of automated snapshots (model of the API). */
const LONGEST_PAUSE_DAYS = 3;
const ADVANCED = { 'override_main_response_version': 'false', 'rest.action.multi.allow_explicit_index': 'true' } as const;

/** How each setting is read; `undefined` as given makes the default. */
const READERS: Readonly<Record<SettingName, Reader>> = {
  EngineVersion: (_, given) => {
    if (given === undefined) return DEFAULT_VERSION;
    if (typeof given !== 'string' || !/^(OpenSearch|Elasticsearch)_\d{1,5}\.\d{1,5}$/.test(given)) throw errors.invalid(`1 validation error detected: Value '${String(given)}' at 'engineVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: ^Elasticsearch_[0-9]{1}\\.[0-9]{1,2}$|^OpenSearch_[0-9]{1,2}\\.[0-9]{1,2}$`);
    if (!ENGINE_VERSIONS.includes(given)) throw errors.invalid(`Invalid engine version: ${given}. The sandbox has ${ENGINE_VERSIONS.join(', ')}.`);
    return given;
  },
  ClusterConfig: (_, given, { operation, now }) => {
    const told = { ...now.ClusterConfig, ...(given as Input | undefined) };
    refuseUnserved(operation, told, ['InstanceType', 'InstanceCount', 'DedicatedMasterEnabled', 'DedicatedMasterType', 'DedicatedMasterCount', 'ZoneAwarenessEnabled', 'ZoneAwarenessConfig']);
    const count = told.InstanceCount ?? 1;
    if (typeof count !== 'number' || count < 1 || count > 80) throw errors.invalid(`Instance count must be between 1 and 80, not ${String(count)}.`);
    return { InstanceType: 'r7g.large.search', DedicatedMasterEnabled: false, ZoneAwarenessEnabled: false, MultiAZWithStandbyEnabled: false, WarmEnabled: false, ColdStorageOptions: { Enabled: false }, ...told, InstanceCount: count };
  },
  EBSOptions: (_, given, { now }) => {
    const told = { ...now.EBSOptions, ...(given as Input | undefined) } as Input;
    if (told['EBSEnabled'] === undefined) return { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 10, Iops: 3000, Throughput: 125 };
    if (told['EBSEnabled'] === true && typeof told['VolumeSize'] !== 'number') throw errors.invalid('Volume type and size must be specified when EBS storage is enabled.');
    return told;
  },
  AccessPolicies: (_, given) => {
    const text = typeof given === 'string' ? given.trim() : '';
    if (text === '' || text === '""') return '';
    try {
      validatePolicy(text);
    } catch (error) {
      throw error instanceof AwsError ? errors.invalidPolicy(error.message) : error;
    }
    return text;
  },
  IPAddressType: (_, given, { operation }) => {
    if (given !== undefined && given !== 'ipv4') throw errors.unsupported(operation, `IPAddressType ${String(given)}`);
    return 'ipv4';
  },
  SnapshotOptions: (_, given) => ({ AutomatedSnapshotStartHour: Number(((given ?? {}) as Input)['AutomatedSnapshotStartHour'] ?? 0) }),
  EncryptionAtRestOptions: ({ context, place, by }, given, { operation, now }) => {
    if (now.EncryptionAtRestOptions) {
      const told = (given ?? {}) as Input;
      if (told['Enabled'] !== now.EncryptionAtRestOptions.Enabled) throw errors.unsupported(operation, 'a change of EncryptionAtRestOptions');
      return now.EncryptionAtRestOptions;
    }
    const { Enabled = false, KmsKeyId } = (given ?? {}) as { readonly Enabled?: boolean; readonly KmsKeyId?: string };
    if (!Enabled && KmsKeyId !== undefined) throw errors.invalid('KMS key can only be specified when encryption at rest is enabled.');
    return Enabled ? { Enabled, KmsKeyId: usableKey({ context, place, by }, KmsKeyId) } : { Enabled };
  },
  NodeToNodeEncryptionOptions: (_, given, { now }) => ({ Enabled: now.NodeToNodeEncryptionOptions?.Enabled === true || (given as Input | undefined)?.['Enabled'] === true }),
  AdvancedOptions: (_, given, { operation }) => {
    const told = (given ?? {}) as Readonly<Record<string, string>>;
    for (const [name, value] of Object.entries(told)) if ((ADVANCED as Readonly<Record<string, string>>)[name] !== value) throw errors.unsupported(operation, `AdvancedOptions ${name}=${value}`);
    return { ...ADVANCED };
  },
  DomainEndpointOptions: (_, given, { operation, now }) => {
    const told = { EnforceHTTPS: false, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07', CustomEndpointEnabled: false, ...now.DomainEndpointOptions, ...(given as Input | undefined) };
    refuseUnserved(operation, told, ['EnforceHTTPS', 'TLSSecurityPolicy']);
    return told;
  },
  AutoTuneOptions: (_, given, { operation }) => {
    if (((given ?? {}) as Input)['DesiredState'] === 'ENABLED') throw errors.unsupported(operation, 'AutoTuneOptions with DesiredState ENABLED');
    return { State: 'DISABLED' };
  },
  OffPeakWindowOptions: (_, given, { now }) => given ?? now.OffPeakWindowOptions ?? { Enabled: true, OffPeakWindow: { WindowStartTime: { Hours: 6, Minutes: 0 } } },
  SoftwareUpdateOptions: (_, given, { operation }) => {
    if (((given ?? {}) as Input)['AutoSoftwareUpdateEnabled'] === true) throw errors.unsupported(operation, 'SoftwareUpdateOptions with AutoSoftwareUpdateEnabled');
    return { AutoSoftwareUpdateEnabled: false };
  },
  AutomatedSnapshotPauseOptions: ({ context }, given) => pauseOf(context, (given ?? {}) as Input),
};

const NAMES = Object.keys(READERS) as SettingName[];

/** The settings of a new domain, checked. Throws ValidationException and what KMS says. */
export function newSettings(scope: SettingsScope, input: Input): DomainSettings {
  refuseOthers('CreateDomain', input);
  return Object.fromEntries(NAMES.map((name) => [name, READERS[name](scope, input[name], { operation: 'CreateDomain', now: {} })])) as unknown as DomainSettings;
}

/** The settings that an update names, checked against those of the domain. */
export function changedSettings(scope: SettingsScope, input: Input, now: DomainSettings): Partial<DomainSettings> {
  refuseOthers('UpdateDomainConfig', input);
  if (input['EngineVersion'] !== undefined) throw errors.unsupported('UpdateDomainConfig', 'EngineVersion');
  const named = NAMES.filter((name) => input[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, READERS[name](scope, input[name], { operation: 'UpdateDomainConfig', now })])) as Partial<DomainSettings>;
}

function refuseOthers(operation: Operation, input: Input): void {
  refuseUnserved(operation, input, ['DomainName', 'TagList', 'DryRun', 'DryRunMode', ...NAMES]);
}

function usableKey({ context: { keys }, place, by }: SettingsScope, ref: string | undefined): string {
  try {
    const arn = ref === undefined ? keys.managed('es', place) : keys.resolve(ref, place);
    const problem = keys.problem(arn, 'encrypt', by);
    if (problem) throw problem;
    return arn;
  } catch (error) {
    if (error instanceof AwsError) throw errors.invalid(`Unable to use the KMS key ${ref ?? 'alias/aws/es'}: ${error.message}`);
    throw error;
  }
}

function pauseOf({ time }: Pick<SandboxContext, 'time'>, { Enabled, StartTime, EndTime }: Input): DomainSettings['AutomatedSnapshotPauseOptions'] {
  if (Enabled !== true) return { Enabled: false };
  const StartMicros = isDate(StartTime) ? StartTime.getTime() * 1000 : time.nowMicros();
  const EndMicros = isDate(EndTime) ? EndTime.getTime() * 1000 : StartMicros + LONGEST_PAUSE_DAYS * DAY_MICROS;
  if (EndMicros <= StartMicros || EndMicros - StartMicros > LONGEST_PAUSE_DAYS * DAY_MICROS) throw errors.invalid(`Automated snapshots can be paused for at most ${LONGEST_PAUSE_DAYS} days, and the end must lie after the start.`);
  return { Enabled: true, StartMicros, EndMicros };
}
