import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '#contract/events';
import { sha256 } from '#kit/digest';
import { lastOf } from '#measure/events-of';
import { ANCHOR_FILE, LEDGER_FILE, SUMMARY_FILE, WITNESS_FILE } from './bundle-format.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { CHECKPOINTS } from './verify-checkpoints.ts';
import { documentName } from './verify-record.ts';

export interface CollectInput {
  /** The run's folder. */
  readonly folder: string;
  readonly events: readonly RunEvent[];
  /** Lines of the list of attempts up to this run's newest. */
  readonly ledger: readonly string[];
  /** Folders in which a runbook's path may lie. */
  readonly roots: readonly string[];
}

const REPORTS = /^(report\.[a-z]+|junit\.xml|oscal\.json|findings\.json)$/;

/** Everything of a run that goes into its bundle, and what should and cannot. Where a run happened on this machine stays out. */
export function collectFiles(input: CollectInput): { readonly files: BundleFiles; readonly missing: BundleManifest['missing'] } {
  const { folder, events, ledger } = input;
  const files = new Map<string, Buffer>();
  const missing: { what: string; why: string }[] = [];
  const add = (name: string): void => {
    const path = join(folder, name);
    if (existsSync(path)) files.set(name, readFileSync(path));
  };
  for (const name of [SUMMARY_FILE, 'context.json', 'events.ndjson', CHECKPOINTS, ANCHOR_FILE, WITNESS_FILE]) add(name);
  for (const name of readdirSync(folder).filter((one) => REPORTS.test(one))) add(name);
  for (const name of namesIn(folder, 'beacons')) add(name);
  for (const { data } of events.filter((event): event is RunEvent<'manifest.taken'> => event.type === 'manifest.taken')) {
    add(data.file);
    if (!files.has(data.file)) missing.push({ what: data.file, why: 'the list of what was expected back is not in the folder of the run any more' });
  }
  const series = lastOf(events, 'load.read')?.data.series;
  if (series) add(series);
  const plan = lastOf(events, 'plan.made')?.data;
  if (plan) files.set('plan.json', Buffer.from(`${JSON.stringify(plan, null, 2)}\n`));
  for (const document of plan ? [plan.runbook, ...(plan.failback ? [plan.failback] : [])] : []) addDocument(input, document, { files, missing });
  files.set(LEDGER_FILE, Buffer.from(ledger.map((line) => `${line}\n`).join('')));
  return { files, missing };
}

/** Only the very text that was followed; another edition of it would be a forgery of the drill. */
function addDocument({ roots }: CollectInput, { path, sha256: wanted }: { readonly path: string; readonly sha256: string }, to: { readonly files: Map<string, Buffer>; readonly missing: { what: string; why: string }[] }): void {
  const found = roots.map((root) => join(root, path)).concat(path).find((file) => existsSync(file) && sha256(readFileSync(file)) === wanted);
  if (found === undefined) to.missing.push({ what: path, why: `no file of that name with the SHA-256 ${wanted} that was followed is on this machine` });
  else to.files.set(documentName(path), readFileSync(found));
}

function namesIn(folder: string, below: string): readonly string[] {
  return existsSync(join(folder, below)) ? readdirSync(join(folder, below)).filter((name) => name.endsWith('.ndjson')).map((name) => `${below}/${name}`) : [];
}
