import { BackupFailure, type BackupResourceKind, type ProtectedThing, type RestoreProgress } from '../../../backup-resource.ts';

/** What a test turns on a fake kind, and what it sees of its work. */
export interface FakeKind {
  readonly kind: BackupResourceKind;
  readonly things: ProtectedThing[];
  /** Job ids in the order in which `backup` was called. */
  readonly backups: string[];
  readonly copies: string[];
  readonly restores: { readonly jobId: string; readonly metadata: Readonly<Record<string, string>>; readonly sourceTags: unknown }[];
  readonly forgotten: string[];
  readonly ended: string[];
  /** Retentions that continuous backup was begun with. */
  readonly begun: number[];
  /** Runs in the middle of real work; may throw. */
  during: () => void | Promise<void>;
  message: string | null;
  sizeBytes: number;
  /** Key of every backup. */
  keyArn: string | null;
  /** Whether its points can be copied. */
  copyable: boolean;
  progress: RestoreProgress;
  /** What a restore throws. */
  refusal: Error | null;
  window: { readonly earliestMicros: number; readonly latestMicros: number } | null;
}

export const DB_ARN = 'arn:aws:rds:us-west-2:111111111111:db:';

/** A kind that keeps nothing but a count, to test the state machines of AWS Backup alone. Its artifacts are plain words. */
export function fakeKind(): FakeKind {
  const fake: FakeKind = {
    kind: undefined as never, things: [], backups: [], copies: [], restores: [], forgotten: [], ended: [], begun: [],
    during: () => undefined, message: null, sizeBytes: 5_000, keyArn: null, copyable: true, progress: { state: 'done', message: null }, refusal: null, window: { earliestMicros: 1, latestMicros: 2 },
  };
  return Object.assign(fake, { kind: kindOf(fake) });
}

export function fakeThing(name: string, tags: Readonly<Record<string, string>> = {}): ProtectedThing {
  return { arn: `${DB_ARN}${name}`, name, place: { account: '111111111111', region: 'us-west-2' }, tags };
}

function kindOf(fake: FakeKind): BackupResourceKind {
  return {
    type: 'RDS',
    model: 'backup-rds',
    copiesSourceTags: true,
    owns: (arn) => arn.startsWith('arn:aws:rds:'),
    list: (_context, at) => fake.things.filter(({ place }) => place.account === at.account && place.region === at.region),
    find: (_context, arn) => fake.things.find((thing) => thing.arn === arn) ?? null,
    backup: async (_context, { jobId, resourceArn }) => {
      fake.backups.push(jobId);
      await fake.during();
      if (!fake.things.some(({ arn }) => arn === resourceArn)) throw new BackupFailure(`${resourceArn} is gone`);
      return { artifact: `snapshot of ${jobId}`, nativeArn: `arn:aws:rds:us-west-2:111111111111:snapshot:awsbackup:job-${jobId}`, sizeBytes: fake.sizeBytes, objects: 1, keyArn: fake.keyArn, message: fake.message };
    },
    continuous: {
      begin: async (_context, arn, days) => {
        fake.begun.push(days);
        return { artifact: `log of ${arn} #${fake.begun.length}`, keyArn: null };
      },
      end: (_context, artifact) => { fake.ended.push(artifact); },
      window: () => fake.window,
    },
    copyable: () => fake.copyable,
    copy: async (_context, { artifact, to, jobId }) => {
      fake.copies.push(artifact);
      await fake.during();
      return { artifact: `copy of ${artifact}`, nativeArn: `arn:aws:rds:${to.region}:${to.account}:snapshot:awsbackup:copyjob-${jobId}`, sizeBytes: 5_000, objects: 1, keyArn: null, message: null };
    },
    restoreMetadata: (_context, artifact) => ({ DBInstanceIdentifier: 'old', from: artifact }),
    restore: async (_context, { jobId, metadata, sourceTags }) => {
      fake.restores.push({ jobId, metadata, sourceTags });
      await fake.during();
      if (fake.refusal) throw fake.refusal;
      return { createdResourceArn: `${DB_ARN}${metadata['DBInstanceIdentifier'] ?? ''}` };
    },
    restoring: () => fake.progress,
    forget: (_context, artifact) => { fake.forgotten.push(artifact); },
    damage: async (_context, artifact, { mode, other }) => `${mode} of ${artifact}${other === undefined ? '' : ` with ${other}`}`,
  };
}
