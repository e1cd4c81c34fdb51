import { mkdtempSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { authorise, PolicyCache } from '../../../authorise/authorise.ts';
import type { BackupResourceKind } from '../../../backup-resource.ts';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError, type Call, type SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { openKeyRing } from '../../kms/key-ring.ts';
import { kmsService } from '../../kms/service.ts';
import { s3Service } from '../../s3/service.ts';
import { backupServiceOf } from '../backup-service-of.ts';

export interface As {
  readonly account?: string;
  readonly region?: string;
}

type Values = Record<string, unknown>;

/** AWS Backup over a real catalogue in a temporary folder, called directly; time stands still until `advance`. */
export interface FakeBackup {
  readonly context: SandboxContext;
  readonly log: readonly string[];
  run(operation: string, input: Readonly<Values>, as?: As): Promise<Values>;
  s3(operation: string, input: Readonly<Values>, as?: As): Promise<Values>;
  /** An object, through S3's own data plane. */
  put(bucket: string, key: string, body: string, headers?: Readonly<Record<string, string>>): Promise<void>;
  /** Leaves a delete marker. */
  remove(bucket: string, key: string): Promise<void>;
  /** Its body as text; null when there is none. */
  get(bucket: string, key: string, as?: As): Promise<string | null>;
  kms(operation: string, input: Readonly<Values>, as?: As): Promise<Values>;
  control(method: string, params: Readonly<Values>): Promise<unknown>;
  /** Moves time to an ISO moment or by seconds; everything due on the way happens in order. */
  advance(to: string | number): Promise<void>;
  /** Fires only what is due now, once: as a sandbox that is killed in the middle of it. */
  fireOnce(): Promise<void>;
  now(): string;
  /** From now on the sandbox is closing. */
  closing(): void;
  /** Opens the same folder again without closing anything in order, as after a kill. */
  reopen(): FakeBackup;
  close(): void;
}

export const ROLE = 'arn:aws:iam::111111111111:role/aws-backup';

/** Drill time begins on 2026-03-10 at 12:00 UTC. */
export function openFakeBackup(kinds: readonly BackupResourceKind[], state = mkdtempSync(join(tmpdir(), 'redrill-backup-')), startMicros = microsOf('2026-03-10T12:00:00Z')): FakeBackup {
  const service = backupServiceOf(kinds);
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, s3Service.tables, kmsService.tables, service.tables]);
  const log: string[] = [];
  let now = startMicros;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const closing = new AbortController();
  const context: SandboxContext = {
    closing: closing.signal,
    catalogue, time, state, accounts: [], settings: openSettings(catalogue), keys: openKeyRing(catalogue, time), log: (line) => { log.push(line); },
    clockMap: { drillOfReal: (micros) => micros, realOfDrill: (micros) => micros },
  };
  const policies = new PolicyCache();
  const timers = service.timers?.(context) ?? [];
  const control = service.control?.(context) ?? {};
  const due = (): { readonly at: number; readonly fire: () => void | Promise<void> } | null => timers
    .flatMap((timer) => { const at = timer.next(); return at === null ? [] : [{ at, fire: () => timer.fire(at) }]; })
    .sort((a, b) => a.at - b.at)[0] ?? null;
  const call = (as: As = {}): Call => callOf(context, policies, as);
  const perform = (operations: typeof service.operations) => async (operation: string, input: Readonly<Values>, as: As = {}): Promise<Values> => {
    const found = operations[operation];
    if (!found) throw new Error(`${operation} is not served`);
    return ((await found(call(as), input)) ?? {}) as Values;
  };
  return {
    context, log,
    run: perform(service.operations),
    s3: perform(s3Service.operations),
    kms: perform(kmsService.operations),
    put: async (bucket, key, body, headers = {}) => { await s3Service.fast?.({ ...call(), method: 'PUT', rawPath: `/${bucket}/${encodeURIComponent(key)}`, headers, body: Buffer.from(body) }); },
    remove: async (bucket, key) => { await s3Service.fast?.({ ...call(), method: 'DELETE', rawPath: `/${bucket}/${encodeURIComponent(key)}` }); },
    get: async (bucket, key, as = {}) => {
      try {
        const answer = await s3Service.fast?.({ ...call(as), rawPath: `/${bucket}/${encodeURIComponent(key)}` });
        return answer?.body ? (await buffer(Buffer.isBuffer(answer.body) ? Readable.from([answer.body]) : answer.body)).toString() : '';
      } catch (error) {
        if (error instanceof AwsError && error.code === 'NoSuchKey') return null;
        throw error;
      }
    },
    control: async (method, params) => control[method]?.(params),
    advance: async (to) => {
      const until = typeof to === 'string' ? microsOf(to) : now + to * 1_000_000;
      for (let next = due(); next !== null && next.at <= until && !closing.signal.aborted; next = due()) {
        now = Math.max(now, next.at);
        await next.fire();
      }
      now = until;
    },
    fireOnce: async () => {
      const next = due();
      if (next === null) return;
      now = Math.max(now, next.at);
      await next.fire();
    },
    now: () => time.now().toISOString(),
    closing: () => closing.abort(),
    reopen: () => {
      catalogue.flush();
      catalogue.close();
      return openFakeBackup(kinds, state, now);
    },
    close: () => {
      catalogue.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function callOf(context: SandboxContext, policies: PolicyCache, { account = '111111111111', region = 'us-west-2' }: As): Call {
  const caller = { account, arn: `arn:aws:iam::${account}:user/tester`, userId: 'AIDATESTER', roleArn: null, anonymous: false };
  return {
    ...context, region, caller, requestId: 'TEST', method: 'GET', url: new URL('http://127.0.0.1/'), rawPath: '/', rawQuery: '', headers: {}, body: null, stream: null, trailers: {}, contentLength: null,
    authorise: (action, resource, owner) => authorise({ caller, action, resource, owner }, policies),
    setHeader: () => undefined,
  };
}
