import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Client } from 'pg';
import { pgClient } from '#engines/postgres/pg-client';
import { dateOfMicros } from '#kit/dates';
import { realNowMicros } from '#kit/time';
import { openCatalogue } from '../../../../catalogue.ts';
import { AwsError } from '../../../../service.ts';
import type { KeyRing, SandboxContext } from '../../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../../settings.ts';
import { CLOCK_MAP_TABLE, StoredClockMap } from '../../../../time/clock-map.ts';
import type { DbEngine, EngineInstance } from '../db-engine.ts';
import { openDbEngine } from '../open-db-engine.ts';

export const MASTER = { user: 'portal_admin', password: 'correct horse', database: 'portal' } as const;

/** An engine on a catalogue of its own, with a clock that jumps when the test says so and keys that really seal. */
export interface EngineAccount {
  readonly engine: DbEngine;
  readonly context: SandboxContext;
  readonly state: string;
  readonly log: readonly string[];
  /** Keys that cannot be used (any more). */
  readonly disabledKeys: Set<string>;
  jump(seconds: number): void;
  /** How far drill time's own clock lags behind the machine's, as after a sleep. */
  lag(seconds: number): void;
  /** A client of the master user at an instance's port; closed with the account. */
  connect(identifier: string, login?: { readonly password?: string; readonly database?: string }): Promise<Client>;
  /** Stops the engine and opens it again on the same state, as after a restart. */
  reopen(): Promise<EngineAccount>;
  close(): Promise<void>;
}

/** Opens an engine account; `state` continues an earlier one, which is then not removed. */
export function openEngineAccount(state = mkdtempSync(join(tmpdir(), 'redrill-engine-')), offsetMicros = 0): EngineAccount {
  const catalogue = openCatalogue(state, [SETTINGS_TABLE, CLOCK_MAP_TABLE]);
  let offset = offsetMicros;
  let lagMicros = 0;
  const log: string[] = [];
  const disabledKeys = new Set<string>();
  const nowMicros = (): number => realNowMicros() - lagMicros + offset;
  const context: SandboxContext = {
    catalogue, state,
    accounts: [],
    time: { nowMicros, now: () => dateOfMicros(nowMicros()), changed: () => undefined },
    settings: openSettings(catalogue),
    clockMap: new StoredClockMap(catalogue, () => offset),
    keys: sealingKeys(disabledKeys),
    log: (line) => { log.push(line); },
  };
  const engine = openDbEngine(context);
  const clients: Client[] = [];
  const shut = async (): Promise<void> => {
    for (const client of clients) await client.end();
    await engine.close();
    catalogue.close();
  };
  return {
    engine, context, state, log, disabledKeys,
    jump: (seconds) => {
      const before = offset;
      offset += Math.round(seconds * 1_000_000);
      catalogue.db.prepare('INSERT OR REPLACE INTO clock_map (real, before, after) VALUES (?, ?, ?)').run(realNowMicros() - lagMicros, before, offset);
    },
    lag: (seconds) => { lagMicros = seconds * 1_000_000; },
    connect: async (identifier, { password = MASTER.password, database = MASTER.database } = {}) => {
      // a port opens in the turn of the event loop after the engine; no other process could be earlier
      await setImmediate();
      const client = pgClient({ host: '127.0.0.1', port: engine.port(identifier), user: MASTER.user, password, database });
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    reopen: async () => {
      await shut();
      return openEngineAccount(state, offset);
    },
    close: async () => {
      await shut();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** An instance as the control plane would describe it. */
export function testInstance(resourceId: string, more: Partial<EngineInstance> = {}): EngineInstance {
  return { resourceId, identifier: `${resourceId}-name`, parameters: {}, keyArn: null, ...more };
}

/** AES-256-GCM under a key that is made from its name. */
function sealingKeys(disabled: ReadonlySet<string>): KeyRing {
  const problem = (keyArn: string): AwsError | null => (disabled.has(keyArn) ? new AwsError('DisabledException', `${keyArn} is disabled.`) : null);
  const usable = (keyArn: string): Buffer => {
    const found = problem(keyArn);
    if (found) throw found;
    return createHash('sha256').update(keyArn).digest();
  };
  return {
    resolve: (ref) => ref,
    managed: (service) => `arn:aws:kms:us-west-2:111111111111:key/${service}`,
    problem,
    seal: (keyArn, plain) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', usable(keyArn), iv);
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    unseal: (keyArn, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', usable(keyArn), sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    },
  };
}
