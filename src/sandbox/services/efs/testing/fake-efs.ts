import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { authorise, PolicyCache } from '../../../authorise/authorise.ts';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError, type Call, type SandboxContext, type Service } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { backupServiceOf } from '../../backup/backup-service-of.ts';
import { openKeyRing } from '../../kms/key-ring.ts';
import { kmsService } from '../../kms/service.ts';
import { defaultSubnets } from '../../rds/ids.ts';
import { efsBackupResource } from '../backup-resource.ts';
import { efsService } from '../service.ts';

type Values = Record<string, unknown>;

export const PLACE = { account: '111111111111', region: 'us-west-2' } as const;
export const ROLE = 'arn:aws:iam::111111111111:role/aws-backup';

/** EFS and AWS Backup over a real catalogue and real folders, called directly; time stands still until `pass`. */
export interface FakeEfs {
  readonly context: SandboxContext;
  readonly log: string[];
  efs(operation: string, input: Readonly<Values>, account?: string): Promise<Values>;
  backup(operation: string, input: Readonly<Values>): Promise<Values>;
  kms(operation: string, input: Readonly<Values>): Promise<Values>;
  mount(fileSystemId: string, accessPointId?: string): string | null;
  damage(params: Readonly<Values>): Promise<unknown>;
  pass(seconds: number): Promise<void>;
  /** A file system that can be used; gives its id and folder. */
  made(token: string, more?: Readonly<Values>): Promise<{ readonly id: string; readonly arn: string; readonly path: string }>;
  /** A backup that has ended; gives its point. */
  backedUp(arn: string): Promise<string>;
  /** A restore that has ended; gives the job. */
  restored(point: string, metadata: Readonly<Record<string, string>>): Promise<Values>;
  /** The sandbox begins to close: what works now is cut off, and time does nothing more. */
  closeSoon(): void;
  /** Opens the same folder again without closing anything in order, as after a kill. */
  reopen(): FakeEfs;
  close(): void;
}

export function openFakeEfs(state = mkdtempSync(join(tmpdir(), 'redrill-efs-')), startMicros = microsOf('2026-03-10T12:00:00Z')): FakeEfs {
  const backupService = backupServiceOf([efsBackupResource]);
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, kmsService.tables, efsService.tables, backupService.tables]);
  const log: string[] = [];
  const closing = new AbortController();
  let now = startMicros;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const context: SandboxContext = {
    catalogue, time, state, closing: closing.signal, accounts: [], settings: openSettings(catalogue), keys: openKeyRing(catalogue, time), log: (line) => { log.push(line); },
    clockMap: { drillOfReal: (micros) => micros, realOfDrill: (micros) => micros },
  };
  const policies = new PolicyCache();
  const call = (service: Service) => async (operation: string, input: Readonly<Values>, account: string = PLACE.account): Promise<Values> => {
    const work = service.operations[operation];
    if (!work) throw new AwsError('UnknownOperation', operation);
    return ((await work(callOf(context, policies, account), input)) ?? {}) as Values;
  };
  const timers = [...(efsService.timers?.(context) ?? []), ...(backupService.timers?.(context) ?? [])];
  const [efs, backup] = [call(efsService), call(backupService)];
  const mounts = efsService.control?.(context) ?? {};
  const control = backupService.control?.(context) ?? {};
  const pass = async (seconds: number): Promise<void> => {
    const until = now + seconds * 1_000_000;
    for (;;) {
      const due = timers.map((timer) => ({ timer, at: timer.next() ?? Number.POSITIVE_INFINITY })).sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > until) break;
      now = Math.max(now, due.at);
      await due.timer.fire(due.at);
      if (closing.signal.aborted) return;
    }
    now = until;
  };
  const mount: FakeEfs['mount'] = (fileSystemId, accessPointId) => {
    const answer = mounts['mount']?.({ fileSystemId, ...PLACE, ...(accessPointId === undefined ? {} : { accessPointId }) }) as { readonly path: string | null } | undefined;
    return answer?.path ?? null;
  };
  return {
    context, log, efs, backup, kms: call(kmsService), mount, pass,
    damage: async (params) => control['damage-recovery-point']?.(params),
    made: async (CreationToken, more = {}) => {
      const { FileSystemId, FileSystemArn } = await efs('CreateFileSystem', { CreationToken, ...more });
      await pass(10);
      await efs('CreateMountTarget', { FileSystemId, SubnetId: defaultSubnets(PLACE)[0] });
      await pass(90);
      return { id: String(FileSystemId), arn: String(FileSystemArn), path: mount(String(FileSystemId)) ?? '' };
    },
    backedUp: async (ResourceArn) => {
      const { BackupJobId } = await backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE });
      await pass(3600);
      const job = await backup('DescribeBackupJob', { BackupJobId });
      if (job['State'] !== 'COMPLETED') throw new Error(`backup job is ${String(job['State'])}: ${String(job['StatusMessage'])}`);
      return String(job['RecoveryPointArn']);
    },
    restored: async (RecoveryPointArn, Metadata) => {
      const { RestoreJobId } = await backup('StartRestoreJob', { RecoveryPointArn, Metadata, IamRoleArn: ROLE });
      await pass(3600);
      return backup('DescribeRestoreJob', { RestoreJobId });
    },
    closeSoon: () => closing.abort(),
    reopen: () => {
      catalogue.flush();
      catalogue.close();
      return openFakeEfs(state, now);
    },
    close: () => {
      catalogue.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function callOf(context: SandboxContext, policies: PolicyCache, account: string): Call {
  const caller = { account, arn: `arn:aws:iam::${account}:user/tester`, userId: 'AIDATESTER', roleArn: null, anonymous: false };
  return {
    ...context, region: PLACE.region, caller, requestId: 'TEST', method: 'GET', url: new URL('http://127.0.0.1/'), rawPath: '/', rawQuery: '', headers: {}, body: null, stream: null, trailers: {}, contentLength: null,
    authorise: (action, resource, owner) => authorise({ caller, action, resource, owner }, policies),
    setHeader: () => undefined,
  };
}
