import type { Place } from '../../service.ts';

export type Tags = Readonly<Record<string, string>>;

type Members = Readonly<Record<string, unknown>>;

/** Settings of a domain, named and shaped as the API has them; each has a date and a version of its own in DescribeDomainConfig. */
export interface DomainSettings {
  readonly EngineVersion: string;
  readonly ClusterConfig: Members & { readonly InstanceType: string; readonly InstanceCount: number };
  readonly EBSOptions: Members & { readonly EBSEnabled: boolean };
  /** The resource policy as JSON; empty when there is none. */
  readonly AccessPolicies: string;
  readonly IPAddressType: 'ipv4';
  readonly SnapshotOptions: { readonly AutomatedSnapshotStartHour: number };
  readonly EncryptionAtRestOptions: { readonly Enabled: boolean; readonly KmsKeyId?: string };
  readonly NodeToNodeEncryptionOptions: { readonly Enabled: boolean };
  readonly AdvancedOptions: Readonly<Record<string, string>>;
  readonly DomainEndpointOptions: Members;
  readonly AutoTuneOptions: { readonly State: 'DISABLED' };
  readonly OffPeakWindowOptions: Members;
  readonly SoftwareUpdateOptions: { readonly AutoSoftwareUpdateEnabled: boolean };
  /** Automated snapshots are not taken between these moments (epoch microseconds). */
  readonly AutomatedSnapshotPauseOptions: { readonly Enabled: boolean; readonly StartMicros?: number; readonly EndMicros?: number };
}

export type SettingName = keyof DomainSettings;

/** A change of the configuration that is carried out, or the last one that was. */
interface DomainChange {
  readonly id: string;
  readonly startedMicros: number;
  /** Null while it is being carried out. */
  readonly endedMicros: number | null;
  readonly properties: readonly SettingName[];
}

/** A domain as the catalogue keeps it. */
export interface Domain extends Place {
  readonly name: string;
  /** Names this domain and no later one of the same name; its folder is called so. */
  readonly ref: string;
  readonly status: 'creating' | 'active' | 'modifying' | 'deleting';
  readonly createdMicros: number;
  readonly settings: DomainSettings;
  /** When each setting was last changed, and how often. */
  readonly updated: Readonly<Record<SettingName, { readonly atMicros: number; readonly version: number }>>;
  readonly change: DomainChange;
  readonly tags: Tags;
}

/** `arn:aws:es:...`, as everywhere but in the URL of the endpoint. */
export function domainArn({ account, region, name }: Pick<Domain, 'account' | 'region' | 'name'>): string {
  return `arn:aws:es:${region}:${account}:domain/${name}`;
}

/** The repository of a domain's automated snapshots: its name says whether the domain is encrypted at rest. */
export function automatedRepository({ settings }: Pick<Domain, 'settings'>): string {
  return settings.EncryptionAtRestOptions.Enabled ? 'cs-automated-enc' : 'cs-automated';
}

/** Whether a domain can be reached at all. */
export function hasEndpoint({ status }: Pick<Domain, 'status'>): boolean {
  return status === 'active' || status === 'modifying';
}
