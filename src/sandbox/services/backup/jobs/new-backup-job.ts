import { uuid } from '#kit/ids';
import type { ProtectedThing } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { vaultArn } from '../arns.ts';
import { modelledMicros } from '../durations.ts';
import { BACKUP_JOBS, type BackupJob, type Creator, type Rule } from '../model.ts';

const MINUTE_MICROS = 60_000_000;

/** How a job is to be done: a rule's settings, or those of StartBackupJob. */
export type JobSettings = Pick<Rule, 'vault' | 'startWindowMinutes' | 'completionWindowMinutes' | 'lifecycle' | 'tags' | 'copies' | 'continuous'>;

/** A backup job in state CREATED, kept; it starts a little later by itself. */
export function newBackupJob(context: SandboxContext, { thing, type, role, settings, creator, atMicros }: {
  readonly thing: Pick<ProtectedThing, 'arn' | 'name' | 'place'>; readonly type: string; readonly role: string; readonly settings: JobSettings; readonly creator: Creator | null; readonly atMicros: number;
}): BackupJob {
  const job: BackupJob = {
    id: uuid(), ...thing.place, resource: thing.arn, state: 'CREATED', created: atMicros,
    due: atMicros + Math.round(modelledMicros(context, 'backup-start') / 2),
    type, resourceName: thing.name, vault: settings.vault, vaultArn: vaultArn(thing.place, settings.vault), role,
    continuous: settings.continuous, startBy: atMicros + settings.startWindowMinutes * MINUTE_MICROS, completionWindowMinutes: settings.completionWindowMinutes,
    lifecycle: settings.lifecycle, tags: settings.tags, copies: settings.copies, creator,
    blocked: false, started: null, ends: null, completed: null, pointId: uuid(), point: null, keyArn: null, sizeBytes: 0, message: null,
  };
  BACKUP_JOBS.put(context.catalogue, job);
  return job;
}
