import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { authorise, PolicyCache } from '../../../authorise/authorise.ts';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError, type Call, type SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { REGION_SETTINGS_TABLE } from '../../backup/region-settings.ts';
import { openKeyRing } from '../../kms/key-ring.ts';
import { kmsService } from '../../kms/service.ts';
import { codeIn, messageIn } from '../engine/item-engine.ts';
import { dataOf } from '../engine-of.ts';
import { readExpiries } from '../jobs/timers.ts';
import { dynamodbService } from '../service.ts';

export interface As {
  readonly account?: string;
  readonly region?: string;
}

type Values = Readonly<Record<string, unknown>>;

/** An answer, whose members a test knows. */
export type Answer = Readonly<Record<string, unknown>>;

/** What a call was refused with. */
class Refused extends Error {
  readonly code: string;
  readonly body: Values;

  constructor(code: string, message: string, body: Values) {
    super(message);
    this.code = code;
    this.body = body;
  }
}

/** DynamoDB over a real catalogue and a real item store in a temporary folder, called directly; time stands still until `pass`. */
export interface FakeDynamodb {
  readonly context: SandboxContext;
  readonly state: string;
  readonly log: readonly string[];
  /** Any operation, items in wire form. Throws Refused. */
  run(operation: string, input: Values, as?: As): Promise<Answer>;
  kms(operation: string, input: Values, as?: As): Promise<Answer>;
  /** Moves time on; everything due on the way happens in order. */
  pass(seconds: number): Promise<void>;
  /** Fires only what is due now, once. */
  fireOnce(): Promise<void>;
  nowMicros(): number;
  /** Opens the same folder again, as after a restart. */
  reopen(): Promise<FakeDynamodb>;
  close(): Promise<void>;
}

export const PLATFORM = '111111111111';
export const HERE = { account: PLATFORM, region: 'us-west-2' };
export const ARN = `arn:aws:dynamodb:us-west-2:${PLATFORM}:table/`;

/** Drill time begins on 2026-03-10 at 12:00 UTC. */
export function openFakeDynamodb(state = mkdtempSync(join(tmpdir(), 'redrill-dynamodb-')), startMicros = microsOf('2026-03-10T12:00:00Z')): FakeDynamodb {
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, REGION_SETTINGS_TABLE, kmsService.tables, dynamodbService.tables]);
  const log: string[] = [];
  let now = startMicros;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const context: SandboxContext = {
    catalogue, time, state, accounts: [], settings: openSettings(catalogue), keys: openKeyRing(catalogue, time), log: (line) => { log.push(line); },
    clockMap: { drillOfReal: (micros) => micros, realOfDrill: (micros) => micros },
  };
  const policies = new PolicyCache();
  const timers = dynamodbService.timers?.(context) ?? [];
  const running = dynamodbService.start?.(context);
  const due = (): { readonly at: number; readonly fire: () => void | Promise<void> } | null => timers
    .flatMap((timer) => { const at = timer.next(); return at === null ? [] : [{ at, fire: () => timer.fire(at) }]; })
    .sort((a, b) => a.at - b.at)[0] ?? null;
  const fire = async (next: { readonly at: number; readonly fire: () => void | Promise<void> }): Promise<void> => {
    now = Math.max(now, next.at);
    await next.fire();
  };
  return {
    context, state, log,
    run: (operation, input, as) => perform(context, policies, { operation, input, as }),
    kms: async (operation, input, as = {}) => ((await kmsService.operations[operation]?.(callOf(context, policies, as), input)) ?? {}) as Answer,
    pass: async (seconds) => {
      const until = now + Math.round(seconds * 1_000_000);
      for (let next = due(); next !== null && next.at <= until; next = due()) await fire(next);
      now = until;
    },
    fireOnce: async () => {
      const next = due();
      if (next) await fire(next);
    },
    nowMicros: () => now,
    reopen: async () => {
      await running?.close();
      catalogue.flush();
      catalogue.db.close();
      const again = openFakeDynamodb(state, now);
      await readExpiries(again.context);
      return again;
    },
    close: async () => {
      await running?.close();
      await dataOf(context).engine.close();
      catalogue.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** A fake with one table that is ACTIVE: keys pk and sk, index by-owner, on demand. */
export async function dynamodbWithTable(name: string, more: Values = {}): Promise<FakeDynamodb> {
  const fake = openFakeDynamodb();
  await fake.run('CreateTable', tableInput(name, more));
  await fake.pass(10);
  return fake;
}

export function tableInput(name: string, more: Values = {}): Values {
  return {
    TableName: name, BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'owner', 'updatedAt'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    GlobalSecondaryIndexes: [{ IndexName: 'by-owner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }, { AttributeName: 'updatedAt', KeyType: 'RANGE' }], Projection: { ProjectionType: 'ALL' } }],
    ...more,
  };
}

/** An item in wire form. */
export function item(pk: string, more: Readonly<Record<string, string | number>> = {}): Values {
  return { pk: { S: pk }, sk: { S: 'v' }, ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, typeof value === 'number' ? { N: String(value) } : { S: value }])) };
}

/** All items of a table, by partition key. */
export async function content(fake: FakeDynamodb, TableName: string, as?: As): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  let ExclusiveStartKey: unknown;
  do {
    const page = await fake.run('Scan', { TableName, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) }, as) as { readonly Items: readonly { readonly pk: { readonly S: string } }[]; readonly LastEvaluatedKey?: unknown };
    for (const one of page.Items) all[one.pk.S] = one;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return all;
}

/** What a call was refused with: code, message, body. */
export async function refused(call: Promise<unknown>): Promise<readonly [string, string, Values]> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refused) return [error.code, error.message, error.body];
    throw error;
  }
  throw new Error('it was not refused');
}

async function perform(context: SandboxContext, policies: PolicyCache, { operation, input, as = {} }: { readonly operation: string; readonly input: Values; readonly as: As | undefined }): Promise<Answer> {
  const known = dynamodbService.operations[operation];
  try {
    if (known) return ((await known(callOf(context, policies, as), input)) ?? {}) as Answer;
    const answer = await dynamodbService.fast?.({ ...callOf(context, policies, as), headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: Buffer.from(JSON.stringify(input)) });
    if (!answer) throw new Error(`${operation} is not served`);
    const body = JSON.parse(String(answer.body)) as Answer;
    if (answer.status !== 200) throw new Refused(codeIn(body), messageIn(body), body);
    return body;
  } catch (error) {
    if (error instanceof AwsError) throw new Refused(error.code, error.message, error.fields);
    throw error;
  }
}

function callOf(context: SandboxContext, policies: PolicyCache, { account = PLATFORM, region = 'us-west-2' }: As): Call {
  const caller = { account, arn: `arn:aws:iam::${account}:user/tester`, userId: 'AIDATESTER', roleArn: null, anonymous: false };
  return {
    ...context, region, caller, requestId: 'TEST', method: 'POST', url: new URL('http://127.0.0.1/'), rawPath: '/', rawQuery: '', headers: {}, body: null, stream: null, trailers: {}, contentLength: null,
    authorise: (action, resource, owner) => authorise({ caller, action, resource, owner }, policies),
    setHeader: () => undefined,
  };
}
