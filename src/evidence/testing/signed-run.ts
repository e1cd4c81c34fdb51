import { generateKeyPairSync, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '#contract/events';
import { parseChain } from '#record/parse-chain';
import { readRecord } from '#record/read-record';
import type { ReportingPort } from '#contract/reporting';
import { collectFiles } from '../bundle/collect-files.ts';
import { linkVerifier } from '../bundle/link-verifier.ts';
import { makeBundle } from '../bundle/make-bundle.ts';
import type { MadeBundle, MakeBundleInput } from '../bundle/make-bundle.ts';
import { signCheckpoint } from '../bundle/sign-checkpoint.ts';
import { conclude } from '../conclude.ts';
import { drawRun, ledgerExcerpt } from '../ledger.ts';

export const VERSION = '0.1.0';

/** A stored run in a results folder of its own, concluded, with checkpoints under a key of its own. */
export interface SignedRun {
  readonly results: string;
  readonly folder: string;
  readonly key: ReturnType<typeof newKey>;
  /** Makes the bundle; parts of the input may be replaced. */
  bundle(change?: Partial<MakeBundleInput>): Promise<MadeBundle>;
}

export function newKey(): { readonly privateKey: KeyObject } {
  return { privateKey: generateKeyPairSync('ed25519').privateKey };
}

/** `change` may rewrite the events before they are sealed. */
export async function signedRun(reporting: ReportingPort, fixture = 'fail-objective', change: (lines: readonly string[]) => readonly string[] = (lines) => lines): Promise<SignedRun> {
  const results = mkdtempSync(join(tmpdir(), 'redrill-bundle-'));
  let folder = '';
  for (let n = 1; n <= 7; n += 1) ({ folder } = await drawRun(results, 's3-bucket-deletion'));
  cpSync(join('fixtures', 'runs', fixture), folder, { recursive: true });
  // Real runs have a ledger of the time after put-back as well, whose name sorts before the first one's.
  writeFileSync(join(folder, 'beacons', 'DR-S5.after.ndjson'), '');
  const { events } = await readRecord(folder);
  writeFileSync(join(folder, 'events.ndjson'), rechained(change(events.map((event) => JSON.stringify(event)))));
  const key = newKey();
  writeFileSync(join(folder, 'checkpoints.ndjson'), await checkpointsOf(folder, key));
  const { summary } = await conclude({ folder, results, reporting });
  return { results, folder, key, bundle: async (more) => makeBundle({ ...(await collected(folder, results)), key, version: VERSION, verifier: linkVerifier(VERSION), redact: { fields: [], secrets: true, salt: () => 'salt' }, seal: summary.record.sha256, ...more }) };
}

async function collected(folder: string, results: string): Promise<Pick<MakeBundleInput, 'files' | 'missing'>> {
  const { events } = await readRecord(folder);
  return collectFiles({ folder, events, ledger: await ledgerExcerpt(results, 7), roots: [process.cwd()] });
}

/** Numbers and links lines anew, as if they had been written so. */
export function rechained(lines: readonly string[]): string {
  let prev = '0'.repeat(64);
  return lines.map((line, index) => {
    const { at, mono, phase, type, data } = JSON.parse(line) as RunEvent;
    const text = JSON.stringify({ seq: index + 1, prev, at, mono, phase, type, data });
    prev = hash('sha256', text, 'hex');
    return `${text}\n`;
  }).join('');
}

async function checkpointsOf(folder: string, key: ReturnType<typeof newKey>): Promise<string> {
  const { events } = await readRecord(folder);
  const heads = new Map<number, string>();
  parseChain(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')), 'events', { seen: (seq, head) => heads.set(seq, head) });
  const sign = signCheckpoint(key);
  let prev: string | null = null;
  const ends = events.filter((event, index) => event.type === 'phase.ended' || index === events.length - 1);
  return ends.map((event) => {
    const line = sign({ schema: 'redrill.checkpoint/1', run: '0007-s3-bucket-deletion', events: event.seq, head: heads.get(event.seq) ?? '', at: event.at, phase: event.phase, prev });
    prev = hash('sha256', line, 'hex');
    return `${line}\n`;
  }).join('');
}
