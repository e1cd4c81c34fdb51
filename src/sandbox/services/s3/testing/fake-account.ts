import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { authorise, PolicyCache } from '../../../authorise/authorise.ts';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError } from '../../../service.ts';
import type { Call, FastAnswer, SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { openKeyRing } from '../../kms/key-ring.ts';
import { s3Service } from '../service.ts';

/** A request to S3 without sockets: what is left out takes the obvious value. */
export interface FakeRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Hands the body over as a stream, as the front door does with large ones. */
  readonly streamed?: boolean;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly region?: string;
}

export interface FakeAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Code of the AwsError, or null. */
  readonly error: string | null;
}

/** S3 over a real catalogue in a temporary folder, called directly; time stands still until `tick`. */
export interface FakeAccount {
  readonly context: SandboxContext;
  readonly state: string;
  send(request: FakeRequest): Promise<FakeAnswer>;
  /** Calls an operation of the codec's table; AwsErrors are thrown. */
  run(operation: string, input: Readonly<Record<string, unknown>>, request?: FakeRequest): Promise<Readonly<Record<string, unknown>>>;
  control(method: string, params: Readonly<Record<string, unknown>>): unknown;
  tick(seconds: number): void;
  nowMicros(): number;
  /** Closes the catalogue and opens the same folder again, as after a kill. */
  reopen(): FakeAccount;
  close(): void;
}

export const PLATFORM = '111111111111';
export const BACKUP = '222222222222';

/** Opens a fake account; its drill time begins on 2026-03-10 at 12:00 UTC. */
export function openFakeAccount(state = mkdtempSync(join(tmpdir(), 'redrill-s3-')), startMicros = microsOf('2026-03-10T12:00:00Z')): FakeAccount {
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, s3Service.tables]);
  let now = startMicros;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const context: SandboxContext = {
    catalogue, time, state,
    accounts: [],
    settings: openSettings(catalogue),
    clockMap: { drillOfReal: (micros) => micros, realOfDrill: (micros) => micros },
    keys: openKeyRing(catalogue, time),
    log: () => undefined,
  };
  const policies = new PolicyCache();
  const control = s3Service.control?.(context) ?? {};
  return {
    context,
    state,
    send: (request) => sendFake(context, policies, request),
    run: async (operation, input, request = {}) => {
      const output = (await s3Service.operations[operation]?.(fakeCall(context, policies, request), input)) ?? {};
      await catalogue.settled();
      return output as Readonly<Record<string, unknown>>;
    },
    control: (method, params) => control[method]?.(params),
    tick: (seconds) => { now += Math.round(seconds * 1_000_000); },
    nowMicros: () => now,
    reopen: () => {
      catalogue.close();
      return openFakeAccount(state, now);
    },
    close: () => {
      catalogue.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** A fake account with one bucket in us-west-2. */
export async function accountWithBucket(bucket: string, versioning?: 'Enabled' | 'Suspended'): Promise<FakeAccount> {
  const account = openFakeAccount();
  await account.run('CreateBucket', { Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  if (versioning) await account.run('PutBucketVersioning', { Bucket: bucket, VersioningConfiguration: { Status: versioning } });
  return account;
}

async function sendFake(context: SandboxContext, policies: PolicyCache, request: FakeRequest): Promise<FakeAnswer> {
  const extra: Record<string, string> = {};
  try {
    const answer = await s3Service.fast?.(fakeCall(context, policies, request, extra));
    if (!answer) throw new Error(`not on the fast path: ${request.method} ${request.path}?${request.query}`);
    await context.catalogue.settled();
    return { status: answer.status, headers: { ...lower(answer.headers), ...lower(extra) }, text: await textOf(answer), error: null };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: error.status, headers: lower(extra), text: error.message, error: error.code };
  }
}

function fakeCall(context: SandboxContext, policies: PolicyCache, request: FakeRequest, extra: Record<string, string> = {}): Call {
  const { method = 'GET', path = '/', query = '', account = PLATFORM } = request;
  const body = request.body === undefined ? null : Buffer.from(request.body);
  const arn = `arn:aws:iam::${account}:user/tester`;
  const caller = { account, arn, userId: 'AIDATESTER', roleArn: null, anonymous: false };
  return {
    ...context, method, caller, rawPath: path, rawQuery: query, url: new URL(`http://127.0.0.1/?${query}`), headers: request.headers ?? {}, requestId: 'TEST', region: request.region ?? 'us-west-2',
    body: request.streamed ? null : body, stream: body && Readable.from(halves(body)), trailers: request.trailers ?? {}, contentLength: body?.length ?? null,
    authorise: (action, resource, owner) => authorise({ caller, action, resource, owner }, policies),
    setHeader: (name, value) => { extra[name] = value; },
  };
}

function halves(body: Buffer): readonly Buffer[] {
  return [body.subarray(0, body.length >> 1), body.subarray(body.length >> 1)];
}

async function textOf(answer: FastAnswer): Promise<string> {
  if (answer.body === null) return '';
  return Buffer.isBuffer(answer.body) ? answer.body.toString() : readText(answer.body);
}

function lower(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
