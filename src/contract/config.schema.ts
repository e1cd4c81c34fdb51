import { z } from 'zod';

/** How every duration is written in config and scenarios. */
export const isoDuration = z.string().regex(/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/, 'an ISO 8601 duration such as PT4H or P1DT30M');
const accountId = z.string().regex(/^\d{12}$/, 'a quoted account id of 12 digits');
const name = z.string().min(1);

const scheduled = {
  id: name,
  title: name,
  account: z.enum(['platform', 'backup', 'recovery']),
  region: name,
  /** AWS schedule expression of the job that makes the points. */
  schedule: name,
  every: isoDuration,
  retention: isoDuration,
};

const backup = z.discriminatedUnion('kind', [
  z.strictObject({
    ...scheduled,
    kind: z.literal('s3-copy'),
    /** Bucket that holds the copies. */
    resource: name,
    /** Prefix under which the platform's job logs each copy in the backup bucket. */
    log: name,
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('aws-backup'),
    /** Vault that holds the recovery points. */
    resource: name,
    /** True for a continuous point (PITR): `every` is then the interval at which logs are shipped. */
    continuous: z.boolean().default(false),
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('rds-automated'),
    /** Automated backups of the instance itself, with point-in-time restore; `resource` names the instance whose backups they are. */
    resource: name,
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('dynamodb-automated'),
    /** Point-in-time recovery of the table itself and the system backup that DynamoDB makes when it is deleted; `resource` names the table. */
    resource: name,
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('source-files'),
    /** Bucket in which every file was landed before it was indexed; an index is made anew from them. */
    resource: name,
    /** Where the files lie in the bucket. */
    prefix: z.string().default(''),
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('opensearch-snapshots'),
    /** Snapshot repository of the domain: `cs-automated-enc`, or one that the platform registered. */
    resource: name,
  }),
  z.strictObject({
    ...scheduled,
    kind: z.literal('recycle-bin'),
    /** Resource type of the Recycle Bin rule that keeps deleted volumes: EBS_VOLUME. */
    resource: name,
  }),
]);

/** Services whose stores can be drilled. */
export const STORE_SERVICES = ['s3', 'rds', 'dynamodb', 'opensearch', 'efs', 'ebs'] as const;

const store = z.strictObject({
  id: z.string().regex(/^[A-Z]+-S\d+$/, 'a store id such as DR-S5'),
  service: z.enum(STORE_SERVICES),
  title: name,
  holds: name,
  account: z.enum(['platform', 'backup', 'recovery']),
  region: name,
  resource: name,
  pointer: z.string().regex(/^\/[\w./-]+$/, 'an SSM parameter name that begins with /'),
  backups: z.array(backup),
});

const objectives = z.strictObject({ source: name, rto: isoDuration, rpo: isoDuration, why: name });

const claim = z.strictObject({ id: name, text: name, document: name });

const account = z.strictObject({ id: accountId, alias: name });

const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sandbox'), pace: z.enum(['fast', 'real']).default('fast') }),
  z.strictObject({ kind: z.literal('aws') }),
]);

const ownCheck = {
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'),
  title: name.optional(),
  /** The store that it says something about; of the whole platform where it is absent. Such a check is asked in drills of that store only. */
  store: name.optional(),
  /** `release`: before users are let in. `audit`: with the full look afterwards. */
  tag: z.enum(['release', 'audit']).default('audit'),
};

const expected = z.strictObject({
  equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** Regular expression that the value must match somewhere. */
  matches: z.string().optional(),
});

const check = z.discriminatedUnion('kind', [
  /** The first value of the first row of a query at an RDS store, through its pointer. */
  z.strictObject({ ...ownCheck, kind: z.literal('sql'), store: name, sql: name, expect: expected }),
  /** A GET: a path below `service.url`, or a whole URL. */
  z.strictObject({ ...ownCheck, kind: z.literal('http'), url: name, status: z.number().int().min(100).max(599).default(200), expect: expected.default({}) }),
  /** A shell command in the project's folder; what it prints is held against `expect`. */
  z.strictObject({ ...ownCheck, kind: z.literal('command'), run: name, exitCode: z.number().int().min(0).max(255).default(0), expect: expected.default({}) }),
]);

const service = z.strictObject({
  /** Where users reach the platform: a URL, or a JSON file with `url` in it; {state} stands for the sandbox's state folder. */
  url: name.nullable().default(null),
  /** Folders of Playwright Test specs. With `needsBrowser: false` they also run by HTTP alone, where there is no browser. */
  journeys: z.array(z.strictObject({ folder: name, needsBrowser: z.boolean().default(true) })).default([]),
  /** A k6 script that is run from before the strike to the end of the soak. */
  load: name.nullable().default(null),
  /** Requests a second of the built-in prober, where there is no k6. */
  loadPerSecond: z.number().int().positive().max(1000).default(20),
});

const alarms = {
  /** The store that every alarm of this source is about. Else an alarm is about the store whose id or resource is among its dimensions or labels, or whose id is part of its name. */
  store: name.optional(),
};

const detection = z.discriminatedUnion('kind', [
  /** CloudWatch alarms of the platform account: by name, by the begin of a name, or all. */
  z.strictObject({
    ...alarms,
    kind: z.literal('cloudwatch-alarms'),
    region: name,
    names: z.array(name).min(1).max(100).optional(),
    prefix: name.optional(),
    /** `platform`: its alarms are about the platform as a whole, so each has noticed whichever store was struck. */
    about: z.literal('platform').optional(),
  }),
  /** Alerts of a Prometheus server: the address of its `/api/v1/alerts`, or a path below `service.url`. Only those that have all labels of `matchers`. */
  z.strictObject({ ...alarms, kind: z.literal('prometheus-alerts'), url: name, matchers: z.record(name, name).default({}) }),
]);

const wordsWithHyphens = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
const pathInProject = z.string().regex(/^[\w@.][\w@./*-]*$/, 'a path inside the project, without spaces');

const programmeEntry = z.strictObject({
  id: wordsWithHyphens,
  scenarios: z.array(wordsWithHyphens).min(1),
  /** Names of variants, each a drill of its own; `default` is the plain form. */
  variants: z.array(wordsWithHyphens).min(1).default(['default']),
  /** quarterly, monthly, an ISO 8601 duration, "first Saturday 03:00 Europe/Berlin", or a cron pattern of five fields with an optional time zone. */
  every: name.default('quarterly'),
  /** The day from which it counts: before it nothing is due. A drill that was never run is overdue where it is absent. */
  from: z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 2027-01-01').optional(),
  /** How long after its date a drill is still merely due. */
  grace: isoDuration.default('P7D'),
  /** How long a pass counts; until the grace of the next date has gone by where it is absent. */
  freshFor: isoDuration.optional(),
  /** A drill is also due after the newest commit that touches one of `files`, after `commit` (a branch, say), and after the newest tag that matches `tag`. */
  afterChange: z.strictObject({ files: z.array(pathInProject).min(1).optional(), commit: pathInProject.optional(), tag: pathInProject.optional() }).optional(),
  operator: name.nullable().default(null),
  approver: name.nullable().default(null),
  reviewer: name.nullable().default(null),
});

const webhook = z.strictObject({
  /** https, or http to a literal loopback address. */
  url: name,
  events: z.array(z.enum(['start', 'lapse', 'end'])).min(1).default(['start', 'lapse', 'end']),
  /** Environment variable that holds the secret with which each message is signed (HMAC-SHA-256); unsigned where it is null. */
  secretVariable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'the name of an environment variable').nullable().default(null),
});

export const configSchema = z.strictObject({
  platform: z.strictObject({
    name,
    stores: z.array(store).min(1),
    claims: z.array(claim),
    threats: z.array(z.strictObject({ id: name, text: name })),
    /** NDJSON file of writes the platform acknowledged; {state} stands for the sandbox's state folder. */
    writeLedger: name.nullable().default(null),
    /** NDJSON file of history beacons outside the account. */
    historyLedger: name.nullable().default(null),
  }),
  objectives: z.array(objectives).min(1),
  people: z.strictObject({
    operator: name.nullable().default(null),
    approver: name.nullable().default(null),
    reviewer: name.nullable().default(null),
    declareAfter: isoDuration.default('PT15M'),
    noticeWithin: isoDuration.default('PT60M'),
  }).prefault({}),
  target: target.prefault({ kind: 'sandbox' }),
  accounts: z.strictObject({ platform: account, backup: account, recovery: account }),
  regions: z.strictObject({ primary: name, recovery: name, global: name }),
  guards: z.strictObject({
    allowAccounts: z.array(accountId).min(1),
    blockAccounts: z.array(accountId).min(1),
    optInTag: z.strictObject({ key: name, value: name }),
    maxResources: z.number().int().positive().default(500_000),
    maxBytes: z.number().int().positive().default(1_000_000_000_000),
    /** A file whose existence stops every start and every destructive call. */
    stopFile: name.nullable().default(null),
  }),
  harness: z.strictObject({
    /** Bucket of the platform account that holds the lease. */
    leaseBucket: name,
    /** Bucket of the backup account that holds safety copies. */
    safetyBucket: name,
    /** Where both buckets lie: apart from what a drill takes away. The recovery region where it is absent. */
    region: name.optional(),
  }),
  evidence: z.strictObject({
    /** Where plan, run number and list of attempts are written before each fault: a bucket with Object Lock, which the operator of drills may write and cannot rewrite. */
    anchor: z.strictObject({ bucket: name, account: z.enum(['platform', 'backup', 'recovery']).default('backup'), region: name, retention: isoDuration.default('P365D') }).optional(),
  }).optional(),
  beacons: z.strictObject({ every: isoDuration.default('PT60S'), fastEvery: isoDuration.default('PT1S'), fastFor: isoDuration.default('PT5M') }).prefault({}),
  drill: z.strictObject({
    steadyFor: isoDuration.default('PT2M'),
    soak: isoDuration.default('PT10M'),
    recoverWithin: isoDuration.default('PT24H'),
    putBackWithin: isoDuration.default('PT12H'),
    protectedWithin: isoDuration.default('PT26H'),
    lookBack: isoDuration.default('P90D'),
  }).prefault({}),
  strike: z.strictObject({ after: z.literal('newest-point').default('newest-point'), offset: isoDuration.nullable().default(null) }).prefault({}),
  service: service.prefault({}),
  checks: z.array(check).default([]),
  /** Where the platform's own alarms are read: they, or a person, say when the fault was noticed. None: nobody can notice but a person. */
  detection: z.array(detection).default([]),
  seed: name.default('redrill'),
  scenarios: name.default('./scenarios'),
  results: name.default('./results'),
  /** Scenario ids that `redrill run` without arguments drills. */
  headline: z.array(name).default([]),
  /** Which drills come back when, and who carries them out. */
  programme: z.array(programmeEntry).default([]),
  /** Where results live beyond this machine: s3://bucket/prefix. */
  home: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?$/, 'a place such as s3://bucket/prefix').nullable().default(null),
  /** Who else is told. */
  out: z.strictObject({
    /** A file for the textfile collector of Prometheus. */
    prometheus: name.nullable().default(null),
    webhook: webhook.optional(),
  }).prefault({}),
}).transform((config) => ({ ...config, harness: { ...config.harness, region: config.harness.region ?? config.regions.recovery } }));

/** What a user writes in harness.config.ts. */
export type Config = z.input<typeof configSchema>;
/** What the program uses: every default filled in, frozen. */
export type ResolvedConfig = z.output<typeof configSchema>;
export type StoreConfig = ResolvedConfig['platform']['stores'][number];
export type OwnCheckConfig = ResolvedConfig['checks'][number];
export type BackupConfig = StoreConfig['backups'][number];
export type ProgrammeEntry = ResolvedConfig['programme'][number];
export type WebhookConfig = NonNullable<ResolvedConfig['out']['webhook']>;
