import { addInstance, restoredSettings } from './add-instance.ts';
import { errors } from './errors.ts';
import { newInstanceName } from './identifiers.ts';
import { flag, requiredText, tagsOf, timeMicros, type Input } from './input.ts';
import { isoMicros } from '#kit/time';
import type { RestoreOrder } from './jobs/restore-job.ts';
import type { AutomatedBackup, Instance } from './model.ts';
import { restoreSettings } from './restore-from-snapshot.ts';
import { restoreWindow } from './restore-window.ts';
import { requireKey, type Scope } from './scope.ts';

/** Begins the restore of a moment under a new name; for a call and for AWS Backup alike. `input` has the members of RestoreDBInstanceToPointInTime. */
export function restoreToTime(scope: Scope, backup: AutomatedBackup, input: Input, restoreJob: string | null = null): Instance {
  const { state, place } = scope;
  const name = newInstanceName(requiredText(input, 'TargetDBInstanceIdentifier'), 'TargetDBInstanceIdentifier');
  if (state.instances.find(place, name)) throw errors.instanceExists();
  const atMicros = wantedMoment(scope, backup, input);
  const source = state.instance(backup.ref);
  const { settings, tags } = source ?? backup;
  if (settings.keyArn !== null) requireKey(scope, settings.keyArn, 'decrypt');
  const order: RestoreOrder = {
    from: { kind: 'time', archiveOf: backup.ref, atMicros },
    words: `Restored from DB instance ${source?.name ?? backup.instanceName} to ${isoMicros(atMicros)}`,
    keyArn: settings.keyArn,
    sizeBytes: newestSize(scope, backup.ref),
  };
  const restored = restoredSettings(scope, settings, restoreSettings(scope, settings, input), name);
  return addInstance(scope, { name, settings: restored, tags: tagsOf(input) ?? tags, job: { kind: 'restore', data: { order } }, restoreJob });
}

/** The moment that is asked for, within what can be restored. */
function wantedMoment({ context }: Scope, backup: AutomatedBackup, input: Input): number {
  const at = timeMicros(input, 'RestoreTime');
  const latest = flag(input, 'UseLatestRestorableTime') === true;
  if (latest && at !== undefined) throw errors.invalidCombination('RestoreTime cannot be specified together with UseLatestRestorableTime.');
  if (!latest && at === undefined) throw errors.invalidCombination('Either RestoreTime or UseLatestRestorableTime must be specified.');
  const window = restoreWindow(context, backup);
  if (!window) throw errors.invalidRestore(`DB instance ${backup.instanceName} has no restorable time yet.`);
  if (at === undefined) return window.latestMicros;
  if (at > window.latestMicros) throw errors.tooLate(window.latestMicros);
  if (at < window.earliestMicros) throw errors.tooEarly(window.earliestMicros);
  return at;
}

/** Bytes for the modelled time: as many as the newest snapshot of it has. */
function newestSize({ state }: Scope, ref: string): number {
  return Math.max(0, ...state.snapshots.byRef(ref).map(({ sizeBytes }) => sizeBytes));
}
