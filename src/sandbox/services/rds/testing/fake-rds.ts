import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError, type Call, type KeyRing, type SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { useEngine } from '../engine-of.ts';
import { rdsService } from '../service.ts';
import { FakeEngine } from './fake-engine.ts';

export const PLATFORM = '111111111111';
export const BACKUP = '222222222222';
export const KEY = `arn:aws:kms:us-west-2:${PLATFORM}:key/portal-data`;

type Values = Readonly<Record<string, unknown>>;
export interface From {
  readonly account?: string;
  readonly region?: string;
}

/** RDS over a real catalogue in a temporary folder and a fake engine; time stands still until `pass`, which fires what falls due on the way. */
export interface FakeRds {
  readonly context: SandboxContext;
  readonly engine: FakeEngine;
  /** Keys that cannot be used. */
  readonly lost: Set<string>;
  /** Lines that were logged. */
  readonly log: string[];
  run(operation: string, input: Values, from?: From): Promise<Record<string, unknown>>;
  control(method: string, params: Values): Promise<unknown>;
  /** Lets drill time pass. */
  pass(seconds: number): Promise<void>;
  /** The instance as it is told. */
  told(name: string, from?: From): Promise<Record<string, unknown>>;
  /** DbiResourceId of an instance. */
  ref(name: string): Promise<string>;
  /** From now on the sandbox is closing. */
  closing(): void;
  /** The catalogue as a kill leaves it, opened again; the engine's files are still there. */
  reopen(): FakeRds;
  close(): void;
}

export function openFakeRds(reopened: { readonly state: string; readonly engine: FakeEngine; readonly nowMicros: number; readonly lost: Set<string> } | null = null): FakeRds {
  const state = reopened?.state ?? mkdtempSync(join(tmpdir(), 'redrill-rds-'));
  const engine = reopened?.engine ?? new FakeEngine();
  const lost = reopened?.lost ?? new Set<string>();
  const log: string[] = [];
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, rdsService.tables]);
  let now = reopened?.nowMicros ?? microsOf('2026-03-10T12:00:00Z');
  engine.nowMicros = () => now;
  const closing = new AbortController();
  const context: SandboxContext = {
    closing: closing.signal,
    catalogue, state,
    time: { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined },
    accounts: [],
    settings: openSettings(catalogue),
    clockMap: { drillOfReal: (micros) => micros, realOfDrill: (micros) => micros },
    keys: fakeKeys(lost),
    log: (line) => { log.push(line); },
  };
  useEngine(catalogue, engine);
  const timers = rdsService.timers?.(context) ?? [];
  const control = rdsService.control?.(context) ?? {};
  const fireUntil = async (until: number): Promise<void> => {
    for (;;) {
      const due = timers.map((timer) => ({ timer, at: timer.next() ?? Number.POSITIVE_INFINITY })).sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > until || closing.signal.aborted) break;
      now = Math.max(now, due.at);
      await due.timer.fire(due.at);
      await catalogue.settled();
    }
    now = Math.max(now, until);
  };
  const run: FakeRds['run'] = async (operation, input, from = {}) => {
    const output = (await rdsService.operations[operation]?.(fakeCall(context, from), input)) ?? {};
    await catalogue.settled();
    return output as Record<string, unknown>;
  };
  const told: FakeRds['told'] = async (name, from) => {
    const { DBInstances } = await run('DescribeDBInstances', { DBInstanceIdentifier: name }, from);
    return (DBInstances as readonly Record<string, unknown>[])[0] ?? {};
  };
  return {
    context, engine, lost, log, run, told,
    control: async (method, params) => control[method]?.(params),
    pass: (seconds) => fireUntil(now + Math.round(seconds * 1_000_000)),
    ref: async (name) => String((await told(name))['DbiResourceId']),
    closing: () => closing.abort(),
    reopen: () => {
      catalogue.flush();
      catalogue.close();
      return openFakeRds({ state, engine, nowMicros: now, lost });
    },
    close: () => {
      catalogue.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** A fake account with one available instance `portal-db`; `settings` go over the request. */
export async function rdsWithInstance(settings: Values = {}): Promise<FakeRds> {
  const rds = openFakeRds();
  await rds.run('CreateDBInstance', { DBInstanceIdentifier: 'portal-db', DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: 'open-sesame', DBName: 'portal', ...settings });
  await rds.pass(600);
  return rds;
}

/** What a refused call ends with. */
export function refused(call: Promise<unknown>): Promise<readonly [string, number, string]> {
  return call.then(() => ['accepted', 200, ''] as const, (error: unknown) => {
    if (error instanceof AwsError) return [error.code, error.status, error.message] as const;
    throw error;
  });
}

function fakeCall(context: SandboxContext, { account = PLATFORM, region = 'us-west-2' }: From): Call {
  return {
    ...context, region,
    requestId: 'TEST', method: 'POST', url: new URL('http://127.0.0.1/'), rawPath: '/', rawQuery: '', headers: {}, body: null, stream: null, trailers: {}, contentLength: null,
    caller: { account, arn: `arn:aws:iam::${account}:user/tester`, userId: 'AIDATESTER', roleArn: null, anonymous: false },
    authorise: (_action, _arn, owner) => {
      if (owner.account !== account) throw new AwsError('AccessDenied', 'no', { status: 403 });
    },
    setHeader: () => undefined,
  };
}

function fakeKeys(lost: ReadonlySet<string>): KeyRing {
  const none = (): never => {
    throw new Error('the control plane seals nothing itself');
  };
  return {
    resolve: (ref, { account, region }) => {
      if (ref.startsWith('arn:')) return ref;
      if (ref === 'alias/none') throw new AwsError('NotFoundException', 'Alias is not found.');
      return `arn:aws:kms:${region}:${account}:key/${ref.replace('alias/', '')}`;
    },
    managed: (service, { account, region }) => `arn:aws:kms:${region}:${account}:key/aws-${service}`,
    problem: (keyArn) => (lost.has(keyArn) ? new AwsError('DisabledException', `${keyArn} is disabled.`) : null),
    seal: none,
    unseal: none,
  };
}
