import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { sha256 } from '#kit/digest';
import { microsOf } from '#kit/time';
import { virtualClock } from '#kit/virtual-clock';
import { SESSION_FILE } from '../session.ts';

export const APP_STATE: StoreConfig = {
  id: 'DR-S4', service: 'efs', title: 'state', holds: 'sessions', account: 'platform', region: 'us-west-2', resource: 'portal-app-state', pointer: '/portal/stores/dr-s4',
  backups: [{ id: 'daily', kind: 'aws-backup', title: 'daily', account: 'platform', region: 'us-west-2', resource: 'portal-daily', continuous: false, schedule: 'cron(0 5 * * ? *)', every: 'P1D', retention: 'P60D' }],
};

/** A mounted file system in a temporary folder, and the drill as a module sees it. */
export interface TreeContext {
  readonly root: string;
  readonly context: DrillContext;
  /** Writes a file with its folders. */
  file(path: string, body: string | Buffer): void;
  /** Writes a whole session of two parts. */
  session(folder: string, text: string): void;
  close(): void;
}

export function openTreeContext(): TreeContext {
  const root = mkdtempSync(join(tmpdir(), 'redrill-tree-'));
  const runFolder = mkdtempSync(join(tmpdir(), 'redrill-run-'));
  const binding = { store: 'DR-S4', account: '111111111111', region: 'us-west-2', resource: 'fs-0123456789abcdef0', pointer: '/portal/stores/dr-s4' };
  const context = {
    clock: { ...virtualClock(microsOf('2026-03-10T12:00:00.000000Z')), sleep: async () => undefined },
    targets: { access: () => ({}), control: { call: async () => ({ path: root }) } },
    config: { scenarios: join(import.meta.dirname, '../../../../scenarios'), harness: { safetyBucket: 'safety', leaseBucket: 'lease' } },
    run: { id: '0001-efs-loss', number: 1, seed: 's', folder: runFolder, token: 'ab12cd34' },
    signal: new AbortController().signal,
    store: () => APP_STATE, binding: () => binding, candidate: () => binding, struckAt: null,
    effect: async (effect: { probe(): Promise<unknown>; act(token: string): Promise<unknown> }) => (await effect.probe()) ?? effect.act('token'),
    effects: () => [], modelled: (_model: unknown, _amount: unknown, work: () => unknown) => work(), say: () => undefined,
  } as unknown as DrillContext;
  const file: TreeContext['file'] = (path, body) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), body);
  };
  return {
    root, context, file,
    session: (folder, text) => {
      const parts = ['a.rds', 'b.rds'].map((name) => ({ name, body: `${text} ${name}` }));
      for (const { name, body } of parts) file(`${folder}/${name}`, body);
      file(`${folder}/${SESSION_FILE}`, JSON.stringify({ savedAt: text, parts: parts.map(({ name, body }) => ({ name, bytes: Buffer.byteLength(body), sha256: sha256(body) })) }));
    },
    close: () => {
      rmSync(root, { recursive: true });
      rmSync(runFolder, { recursive: true });
    },
  };
}
