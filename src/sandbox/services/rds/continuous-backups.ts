import { BackupFailure, type BackupResourceKind } from '../../backup-resource.ts';
import { continuousArtifact, parseArtifact } from './artifact.ts';
import { engineOf } from './engine-of.ts';
import { parseArn } from './ids.ts';
import { beginBackups } from './jobs/become-ready.ts';
import { dropRetained } from './jobs/retained-end-job.ts';
import { note } from './notes.ts';
import { continuousPointArn } from './recovery-point-arn.ts';
import { restoreWindow } from './restore-window.ts';
import { stateOf } from './state.ts';
import { DAY_MICROS } from './times.ts';

/**
 * Continuous backup by AWS Backup: the instance's own automated backup, whose retention AWS Backup owns. Where backups were off they begin
 * at once (AWS waits for the maintenance window). Whether the point outlives the instance is not verified on AWS; here it does, as a
 * retained automated backup that belongs to the point, until AWS Backup deletes the point or its retention is over.
 */
export const continuousBackups: NonNullable<BackupResourceKind['continuous']> = {
  begin: async (context, resourceArn, retentionDays, pointArn) => {
    const state = stateOf(context.catalogue);
    const arn = parseArn(resourceArn);
    const instance = arn && state.instances.find(arn, arn.name);
    if (!instance || instance.createdMicros === null || instance.status === 'deleting') throw new BackupFailure(`The DB instance ${resourceArn} does not exist or is not available.`);
    const now = context.time.nowMicros();
    state.change(() => {
      const shortest = Math.min(retentionDays, instance.settings.backupRetentionDays);
      const after = state.instances.put({ ...instance, continuousArn: pointArn ?? instance.continuousArn ?? continuousPointArn(instance), settings: { ...instance.settings, backupRetentionDays: retentionDays } });
      beginBackups(state, after, now);
      const backup = state.backup(instance.ref);
      // A longer retention does not reach backwards, a shorter one cuts at once.
      if (backup) state.backups.put({ ...backup, continuousArn: after.continuousArn, earliestMicros: Math.max(backup.earliestMicros, now - shortest * DAY_MICROS) });
      if (instance.continuousArn === null) note(context, 'db-instance', after, { message: `The backup retention period is managed by AWS Backup: ${retentionDays} days`, categories: ['backup', 'configuration change'] });
    });
    context.time.changed();
    return { artifact: continuousArtifact(instance.ref), keyArn: instance.settings.keyArn };
  },
  end: (context, text) => {
    const artifact = parseArtifact(text);
    if (artifact.kind !== 'continuous') return;
    const state = stateOf(context.catalogue);
    state.change(() => {
      // The retention stays as it is when AWS Backup lets go of a living instance.
      if (state.edit(artifact.resourceId, () => ({ continuousArn: null }))) return;
      if (state.backup(artifact.resourceId)) dropRetained({ state, engine: engineOf(context) }, artifact.resourceId);
    });
  },
  window: (context, text) => {
    const artifact = parseArtifact(text);
    const backup = artifact.kind === 'continuous' ? stateOf(context.catalogue).backup(artifact.resourceId) : null;
    return backup && restoreWindow(context, backup);
  },
};
