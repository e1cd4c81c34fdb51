import { dateOfMicros } from '#kit/dates';
import type { Domain, SettingName } from './model.ts';
import { pauseOutput } from './pause-output.ts';

/** A domain's settings as DescribeDomainConfig tells them, each with its own date, version and state. */
export function domainConfig(domain: Domain): object {
  const { settings, change, createdMicros } = domain;
  const options: Readonly<Record<string, unknown>> = { ...settings, AutoTuneOptions: { DesiredState: 'DISABLED' }, AutomatedSnapshotPauseOptions: pauseOutput(settings, change.startedMicros) };
  const off = {
    CognitoOptions: { Options: { Enabled: false }, Status: statusAt(createdMicros) },
    AdvancedSecurityOptions: { Options: { Enabled: false, InternalUserDatabaseEnabled: false }, Status: statusAt(createdMicros) },
    LogPublishingOptions: { Options: {}, Status: statusAt(createdMicros) },
  };
  return {
    ...off,
    ...Object.fromEntries((Object.keys(settings) as SettingName[]).map((name) => [name, { Options: options[name], Status: statusOf(domain, name) }])),
    ChangeProgressDetails: { ChangeId: change.id, ConfigChangeStatus: change.endedMicros === null ? 'ApplyingChanges' : 'Completed', InitiatedBy: 'CUSTOMER', StartTime: dateOfMicros(change.startedMicros), LastUpdatedTime: dateOfMicros(change.endedMicros ?? change.startedMicros) },
  };
}

function statusOf({ createdMicros, updated, change, status }: Domain, name: SettingName): object {
  const { atMicros, version } = updated[name];
  const processing = change.endedMicros === null && change.properties.includes(name);
  const dates = { CreationDate: dateOfMicros(createdMicros), UpdateDate: dateOfMicros(atMicros), UpdateVersion: version, PendingDeletion: status === 'deleting' };
  return name === 'AutoTuneOptions' ? { ...dates, State: 'DISABLED' } : { ...dates, State: processing ? 'Processing' : 'Active' };
}

function statusAt(micros: number): object {
  return { CreationDate: dateOfMicros(micros), UpdateDate: dateOfMicros(micros), UpdateVersion: 1, State: 'Active', PendingDeletion: false };
}
