import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { openCatalogue } from '../../../catalogue.ts';
import { AwsError, type Call, type KeyRing, type SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { useEngines } from '../engines-of.ts';
import { useDataPlane } from '../data-plane-of.ts';
import type { Domain } from '../model.ts';
import { opensearchService } from '../service.ts';
import { stateOf, type OpenSearchState } from '../state.ts';
import { unsavedOf, type Unsaved } from '../unsaved.ts';
import { FakeEngines } from './fake-engines.ts';

type Values = Readonly<Record<string, unknown>>;

interface From {
  readonly account?: string;
  readonly region?: string;
}

/** OpenSearch Service over a real catalogue in a temporary folder, without sockets and processes; time stands still until `pass`. */
export interface FakeOpenSearch {
  readonly context: SandboxContext;
  readonly state: OpenSearchState;
  readonly unsaved: Unsaved;
  readonly engines: FakeEngines;
  /** Keys that cannot be used. */
  readonly lost: Set<string>;
  readonly log: string[];
  run(operation: string, input: Values, from?: From): Promise<Record<string, unknown>>;
  control(method: string, params?: Values): Promise<unknown>;
  /** Lets drill time pass, firing what falls due on the way. */
  pass(seconds: number): Promise<void>;
  /** The domain as DescribeDomain tells it. */
  told(name: string, from?: From): Promise<Record<string, unknown>>;
  domain(name?: string): Domain;
  /** The catalogue as a kill leaves it, opened again; the engines' data are still there. */
  reopen(): FakeOpenSearch;
  close(): void;
}

export function openFakeOpenSearch(left: { readonly folder: string; readonly engines: FakeEngines; readonly nowMicros: number; readonly lost: Set<string> } | null = null): FakeOpenSearch {
  const folder = left?.folder ?? mkdtempSync(join(tmpdir(), 'redrill-opensearch-'));
  const engines = left?.engines ?? new FakeEngines();
  const lost = left?.lost ?? new Set<string>();
  const log: string[] = [];
  const catalogue = openCatalogue(folder, [SETTINGS_TABLE, opensearchService.tables]);
  let now = left?.nowMicros ?? microsOf('2026-03-10T12:10:00Z');
  const context: SandboxContext = {
    catalogue, state: folder, accounts: [],
    time: { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined },
    settings: openSettings(catalogue),
    clockMap: { drillOfReal: (micros) => micros + 1_000_000_000, realOfDrill: (micros) => micros - 1_000_000_000 },
    keys: fakeKeys(lost),
    log: (line) => { log.push(line); },
  };
  useEngines(catalogue, engines);
  useDataPlane(catalogue, { address: ({ ref }) => `127.0.0.1:${ref.slice(0, 4)}`, open: async () => undefined, remove: async () => undefined, setFault: () => undefined, openAll: async () => undefined, close: async () => undefined });
  const [timer] = opensearchService.timers?.(context) ?? [];
  const control = opensearchService.control?.(context) ?? {};
  const state = stateOf(catalogue);
  const run: FakeOpenSearch['run'] = async (operation, input, from = {}) => {
    const output = (await opensearchService.operations[operation]?.(fakeCall(context, from), input)) ?? {};
    await catalogue.settled();
    return output as Record<string, unknown>;
  };
  return {
    context, state, engines, lost, log, run, unsaved: unsavedOf(catalogue),
    control: async (method, params = {}) => control[method]?.(params),
    pass: async (seconds) => {
      const until = now + seconds * 1_000_000;
      for (let at = timer?.next() ?? null; at !== null && at <= until; at = timer?.next() ?? null) {
        now = Math.max(now, at);
        await timer?.fire(at);
        await catalogue.settled();
      }
      now = until;
    },
    told: async (name, from) => (await run('DescribeDomain', { DomainName: name }, from))['DomainStatus'] as Record<string, unknown>,
    domain: (name = 'portal-search') => {
      const domain = state.domains.all().find((one) => one.name === name);
      if (!domain) throw new Error(`no domain ${name}`);
      return domain;
    },
    reopen: () => {
      catalogue.flush();
      catalogue.close();
      return openFakeOpenSearch({ folder, engines, nowMicros: now, lost });
    },
    close: () => {
      catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const PLATFORM = '111111111111';
export const KEY = `arn:aws:kms:us-west-2:${PLATFORM}:key/portal-data`;

/** A fake account with an active, encrypted domain `portal-search`; `settings` go over the request. */
export async function withDomain(settings: Values = {}): Promise<FakeOpenSearch> {
  const box = openFakeOpenSearch();
  await box.run('CreateDomain', { DomainName: 'portal-search', EncryptionAtRestOptions: { Enabled: true, KmsKeyId: 'alias/portal-data' }, ...settings });
  await box.pass(900);
  return box;
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
      if (ref === 'alias/none') throw new AwsError('NotFoundException', 'Alias is not found.');
      return ref.startsWith('arn:') ? ref : `arn:aws:kms:${region}:${account}:key/${ref.replace('alias/', '')}`;
    },
    managed: (service, { account, region }) => `arn:aws:kms:${region}:${account}:key/aws-${service}`,
    problem: (keyArn) => (lost.has(keyArn) ? new AwsError('DisabledException', `${keyArn} is disabled.`) : null),
    seal: none,
    unseal: none,
  };
}
