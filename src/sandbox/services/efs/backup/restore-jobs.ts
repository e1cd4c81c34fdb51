import { existsSync, renameSync } from 'node:fs';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { isoMicros } from '#kit/time';
import { BackupFailure, type RestoreProgress } from '../../../backup-resource.ts';
import { AwsError, type Catalogue, type Place, type SandboxContext } from '../../../service.ts';
import { endOf } from '../durations.ts';
import { fileSystemArn, newId } from '../ids.ts';
import { FILE_SYSTEMS, type FileSystem, type Tags } from '../model.ts';
import { removeTree } from '../tree/remove-tree.ts';
import { makeTree, treePath } from '../tree/tree-path.ts';
import { amountOf, type Entry } from './entry.ts';
import { readTree } from './folders.ts';
import { piecesOf } from './pieces.ts';
import { readRestoreInput, type RestoreInput } from './restore-input.ts';
import { requireSnapshot, rootOf } from './snapshots.ts';
import { writeTree } from './write-tree.ts';

/** What a restore that was begun will do; kept as JSON. */
interface Plan {
  readonly artifact: string;
  readonly system: string;
  /** Name of the folder below the root that everything lands in. */
  readonly folder: string;
  readonly items: readonly string[] | null;
  readonly account: string;
  readonly role: string;
  readonly began: number;
}

interface RestoreRow {
  readonly job: string;
  readonly plan: string;
  /** work: files are to be written; wait: they are, and the modelled time runs. */
  readonly state: 'work' | 'wait' | 'done' | 'failed';
  readonly due: number | null;
  readonly message: string | null;
}

export interface BeginInput {
  readonly artifact: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: Place;
  readonly jobId: string;
  readonly roleArn: string;
  readonly sourceTags?: Tags;
}

/** Checks a restore and finds or makes the file system; files come later. Again for the same job: nothing new. */
export function beginRestore(context: SandboxContext, input: BeginInput): string {
  const wanted = readRestoreInput(input.metadata);
  const begun = findRestore(context.catalogue, input.jobId);
  if (begun) return fileSystemArn(input.at, (JSON.parse(begun.plan) as Plan).system);
  requireSnapshot(context.catalogue, input.artifact);
  const now = context.time.nowMicros();
  const system = wanted.into === null ? newSystem(context, wanted, input) : existing(context, wanted.into, input.at);
  if (wanted.into === null) makeTree(context, system.id);
  context.catalogue.transaction(() => {
    FILE_SYSTEMS.put(context.catalogue, system);
    const plan: Plan = { artifact: input.artifact, system: system.id, folder: freeFolder(context.catalogue, system.id, now), items: wanted.items, account: input.at.account, role: input.roleArn, began: now };
    context.catalogue.db.prepare("INSERT INTO efs_restore (job, plan, state, due) VALUES (?, ?, 'work', ?)").run(input.jobId, JSON.stringify(plan), Math.max(now, system.due ?? now));
  });
  return fileSystemArn(system, system.id);
}

export function restoreProgress({ catalogue, time }: SandboxContext, jobId: string): RestoreProgress {
  const row = findRestore(catalogue, jobId);
  if (!row) return { state: 'failed', message: 'The restore was never begun.' };
  switch (row.state) {
    case 'work':
    case 'wait': return { state: 'running', nextMicros: Math.max(time.nowMicros(), row.due ?? 0) + 1 };
    case 'done': return { state: 'done', message: row.message };
    case 'failed': return { state: 'failed', message: row.message ?? 'The restore failed.' };
    default: return row.state satisfies never;
  }
}

export function nextRestore({ db }: Catalogue): number | null {
  return (db.prepare('SELECT min(due) AS due FROM efs_restore WHERE due IS NOT NULL').get() as { readonly due: number | null }).due;
}

/** Moves on every restore that is due: writes its files, or ends it when its time has passed. One that was killed while it wrote begins anew. */
export async function stepRestores(context: SandboxContext, atMicros: number): Promise<void> {
  for (let row = dueRestore(context.catalogue, atMicros); row !== null; row = dueRestore(context.catalogue, atMicros)) {
    const plan = JSON.parse(row.plan) as Plan;
    if (row.state === 'wait') end(context, row.job, 'done', row.message);
    else await work(context, row.job, plan);
    if (context.closing?.aborted === true) return;
  }
}

async function work(context: SandboxContext, job: string, plan: Plan): Promise<void> {
  const target = `${treePath(context, plan.system)}/${plan.folder}`;
  try {
    if (FILE_SYSTEMS.find(context.catalogue, plan.system)?.state !== 'available') throw new BackupFailure(`The file system ${plan.system} is not available any more.`);
    removeTree(target);
    const snapshot = requireSnapshot(context.catalogue, plan.artifact);
    const problem = context.keys.problem(snapshot.key, 'decrypt', { account: plan.account, arn: plan.role });
    if (problem) throw new BackupFailure(`The AWS KMS key ${snapshot.key} that encrypts the recovery point is not available to ${plan.role}: ${problem.message}`);
    const entries = wanted(await readTree(piecesOf(context), rootOf(snapshot)), plan.items);
    await writeTree(context, target, entries);
    const { files, bytes } = amountOf(entries);
    const seconds = modelledSeconds(DURATION_MODELS['restore-efs'], { objects: files, bytes }) * context.settings.get('duration-factor');
    context.catalogue.db.prepare("UPDATE efs_restore SET state = 'wait', due = ? WHERE job = ?").run(plan.began + Math.round(seconds * 1_000_000), job);
  } catch (error) {
    // cut off, not failed: it is still due and begins anew at the next start
    if (context.closing?.aborted === true) return;
    if (!(error instanceof BackupFailure || error instanceof AwsError)) context.log(`efs restore ${job} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    // what was written stays for people to look at, under the name that AWS gives it
    setAside(context, target, target.replace(plan.folder, plan.folder.replace('aws-backup-restore_', 'aws-backup-failed-restore_')));
    end(context, job, 'failed', error instanceof Error ? error.message : String(error));
  }
}

function setAside({ log }: SandboxContext, from: string, to: string): void {
  try {
    if (existsSync(from)) renameSync(from, to);
  } catch (error) {
    // the restore has failed all the same, and others wait behind it
    log(`efs: ${from} keeps its name: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The dated folder of a restore. Of two that begin in one millisecond the second one's is a millisecond later: each has its own. Inside a transaction. */
function freeFolder({ db }: Catalogue, system: string, nowMicros: number): string {
  const taken = db.prepare("SELECT 1 FROM efs_restore WHERE json_extract(plan, '$.system') = ? AND json_extract(plan, '$.folder') = ?");
  for (let micros = nowMicros; ; micros += 1000) {
    const folder = `aws-backup-restore_${isoMicros(micros).slice(0, 23).replaceAll(/[:.]/g, '-')}Z`;
    if (taken.get(system, folder) === undefined) return folder;
  }
}

/** What was asked for, with the folders that lead to it. */
function wanted(entries: readonly Entry[], items: readonly string[] | null): readonly Entry[] {
  if (items === null) return entries;
  const chosen = entries.filter(({ path }) => items.some((item) => path === item || path.startsWith(`${item}/`)));
  const missing = items.find((item) => !entries.some(({ path }) => path === item));
  if (missing !== undefined) throw new BackupFailure(`The recovery point holds no item /${Buffer.from(missing, 'latin1').toString()}.`);
  return entries.filter((entry) => chosen.includes(entry) || (entry.kind === 'folder' && (entry.path === '' || items.some((item) => item.startsWith(`${entry.path}/`)))));
}

function existing({ catalogue }: SandboxContext, id: string, at: Place): FileSystem {
  const system = FILE_SYSTEMS.find(catalogue, id);
  if (!system || system.account !== at.account || system.region !== at.region) throw new BackupFailure(`File system ${id} does not exist.`);
  if (system.state !== 'available') throw new BackupFailure(`File system ${id} is ${system.state}.`);
  return system;
}

/** A new file system has no tags but those asked for, and no mount target, access point, policy or backup policy: AWS Backup makes none. */
function newSystem(context: SandboxContext, wanted: RestoreInput, { at, roleArn, sourceTags }: BeginInput): FileSystem {
  if (wanted.creationToken === null || wanted.creationToken === '') throw new BackupFailure('CreationToken is missing from the restore metadata: it is needed to create a new file system.');
  const token = wanted.creationToken;
  const taken = FILE_SYSTEMS.of(context.catalogue, at).find(({ resource, state }) => resource === token && state !== 'deleting');
  if (taken) throw new BackupFailure(`File system '${taken.id}' already exists with creation token '${token}' (Service: AmazonElasticFileSystem; Error Code: FileSystemAlreadyExists)`);
  const now = context.time.nowMicros();
  return {
    id: newId('fs'), ...at, resource: token, state: 'creating', due: endOf(context, 'create-file-system'), created: now, performanceMode: wanted.performanceMode, throughputMode: 'bursting', provisionedMibps: null,
    keyArn: keyFor(context, wanted, { at, roleArn }), zone: wanted.zone, tags: sourceTags ?? {}, policy: null, backups: 'DISABLED', lifecycle: [], protection: 'ENABLED', metered: { bytes: 6144, atMicros: now },
  };
}

function keyFor({ keys }: SandboxContext, { encrypted, kmsKeyId }: RestoreInput, { at, roleArn }: Pick<BeginInput, 'at' | 'roleArn'>): string | null {
  if (!encrypted) return null;
  if (kmsKeyId === null) return keys.managed('elasticfilesystem', at);
  try {
    const arn = keys.resolve(kmsKeyId, at);
    const problem = keys.problem(arn, 'encrypt', { account: at.account, arn: roleArn });
    if (problem) throw problem;
    return arn;
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`The AWS KMS key ${kmsKeyId} is not available to ${roleArn}: ${error.message}`);
    throw error;
  }
}

function end({ catalogue }: SandboxContext, job: string, state: 'done' | 'failed', message: string | null): void {
  catalogue.db.prepare('UPDATE efs_restore SET state = ?, due = NULL, message = ? WHERE job = ?').run(state, message, job);
}

function dueRestore({ db }: Catalogue, atMicros: number): RestoreRow | null {
  return (db.prepare('SELECT * FROM efs_restore WHERE due <= ? ORDER BY due LIMIT 1').get(atMicros) as RestoreRow | undefined) ?? null;
}

function findRestore({ db }: Catalogue, job: string): RestoreRow | null {
  return (db.prepare('SELECT * FROM efs_restore WHERE job = ?').get(job) as RestoreRow | undefined) ?? null;
}
