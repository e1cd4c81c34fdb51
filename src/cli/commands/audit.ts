import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AuditResult } from '#audit/audit-result';
import { drawAudit } from '#audit/audit-folder';
import type { EarlierFact } from '#audit/facts';
import { runAudit } from '#audit/run-audit';
import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { RunSummary } from '#contract/run-summary';
import { EXIT } from '#contract/errors';
import { sha256 } from '#kit/digest';
import { randomToken } from '#kit/ids';
import { didYouMean } from '#kit/nearest';
import { proveWritable } from '#kit/prove-writable';
import { usageError } from '#kit/redrill-error';
import { createLease } from '#targets/lease';
import { createTargets } from '#targets/targets';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { accessForAll } from '../wiring/drill-access.ts';
import { allFamilies } from '../wiring/families.ts';
import { historyBeacons, platformWrites } from '../wiring/ndjson-ledgers.ts';
import { versionOf } from '../wiring/package-info.ts';
import { openProject } from '../wiring/project.ts';
import { runFolders } from '../wiring/run-folders.ts';
import { isSeeded, openSession } from '../wiring/sandbox-session.ts';
import type { SandboxSession } from '../wiring/sandbox-session.ts';
import { seedSize, wholeNumber } from '../wiring/seed-size.ts';
import { stateFolder } from '../wiring/state-folder.ts';
import { watchSignals } from '../wiring/stop-signals.ts';

export interface AuditOptions extends CommonOptions {
  readonly store?: string;
  /** True where no number is given. */
  readonly restore?: string | true;
  readonly seed?: string;
  readonly scale?: string;
  readonly days?: string;
}

/** `redrill audit`: every claim of the documents against the account as it is; nothing is broken. Exit 0 when nothing is refuted, 1 otherwise. */
export async function audit(terminal: Terminal, options: AuditOptions): Promise<number> {
  const project = await openProject(terminal, options);
  const { config } = project;
  guardTarget(config, terminal.env, options.restore === undefined ? 'look' : 'change');
  const asked: Asked = { terminal, options, config, stores: chosenStores(config.platform.stores, options.store), restores: restoresOf(options), say: (text) => { if (!options.quiet && !options.json) terminal.err(plainText(text)); } };
  const seed = seedSize(options);
  proveWritable(config.results, { what: 'the results folder', hint: 'mend that, or choose another one with --set results=<folder>' });
  const state = stateFolder(terminal, options);
  const stop = watchSignals(process, (name) => asked.say(`${name}: stopping`));
  try {
    // An account that is there is looked at as it is: also the rights of the drill's own roles.
    const access = isSeeded(state) ? null : await accessForAll({ config, scenarios: [...project.scenarios.values()], cwd: terminal.cwd });
    const session = await openSession({ state, config, access, say: asked.say, signal: stop.first, seed });
    try {
      return await session.clock.task('audit', () => inSession(asked, session, stop.first));
    } finally {
      await session.close();
    }
  } finally {
    stop.close();
  }
}

interface Asked {
  readonly terminal: Terminal;
  readonly options: AuditOptions;
  readonly config: ResolvedConfig;
  readonly stores: readonly StoreConfig[];
  readonly restores: { readonly count: number; readonly seed: string } | null;
  say(text: string): void;
}

async function inSession({ terminal, options, config, stores, restores, say }: Asked, session: SandboxSession, signal: AbortSignal): Promise<number> {
  const folder = await drawAudit(config.results);
  const { clock, control, address, keys, state } = session;
  const id = `audit-${folder.id}`;
  const targets = createTargets({ config, address, keys, clock, control, session: id });
  const lease = createLease({ access: () => targets.access('drill-operator', config.harness.region), bucket: config.harness.leaseBucket, clock, lockFile: join(state, 'drill.lock') });
  const ledgers = { writes: () => platformWrites(config.platform, state), history: (store: string) => historyBeacons(config.platform, { state, store, earlierRuns: runFolders(config.results).map((run) => run.folder) }) };
  // What is restored must not meet a drill: one at a time per target. The next audit of this results folder may take over what a killed one held.
  const token = sha256(`audit ${resolve(config.results)}`).slice(0, 32);
  if (restores !== null) await lease.take({ runId: id, token });
  try {
    const { result, files } = await runAudit({
      targets, config, stores, folder, signal, say, services: allFamilies().services, earlier: await earlierAnswers(config.results, config.accounts.platform.id),
      redrill: versionOf(), command: ['redrill', ...terminal.argv], restore: restores === null ? null : { ...restores, ...ledgers, results: config.results },
    });
    tell(terminal, options, { result, files });
    return result.counts.refuted > 0 || result.restores.some(({ outcome }) => outcome !== 'whole') ? EXIT['fail-objective'] : EXIT.pass;
  } finally {
    if (restores !== null) await lease.release(token);
    targets.close();
  }
}

const MOST_RESTORES = 100;

function restoresOf({ restore, seed }: AuditOptions): Asked['restores'] {
  if (restore === undefined && seed !== undefined) throw usageError('usage.seed', `--seed ${seed}: it draws the points of --restore, which was not given`);
  if (restore === undefined) return null;
  return { count: restore === true ? 1 : wholeNumber('--restore', restore, MOST_RESTORES), seed: seed ?? randomToken(4) };
}

function chosenStores(stores: readonly StoreConfig[], asked: string | undefined): readonly StoreConfig[] {
  if (asked === undefined) return stores;
  const found = stores.filter(({ id }) => id === asked);
  if (found.length > 0) return found;
  const ids = stores.map(({ id }) => id);
  throw usageError('usage.store', `--store ${asked}: the config names no such store${didYouMean(asked, ids) || `; it has ${ids.join(', ')}`}`);
}

/** What the runs in the results folder said of claims; those that were sabotaged say nothing of the platform. */
async function earlierAnswers(results: string, account: string): Promise<readonly EarlierFact[]> {
  const facts: EarlierFact[] = [];
  for (const { id, folder } of runFolders(results)) {
    const summary = await summaryIn(folder);
    if (summary === null || summary.run.mutation !== null) continue;
    for (const { id: claim, result, why } of summary.claims) facts.push({ kind: 'earlier', id: `earlier/${id}/${claim}`, account, region: 'global', claim, run: id, result, why, at: summary.timeline.T0 ?? '' });
  }
  return facts;
}

async function summaryIn(folder: string): Promise<RunSummary | null> {
  try {
    return JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunSummary;
  } catch {
    // A run without a report has answered nothing; an audit must not fail over it.
    return null;
  }
}

function tell(terminal: Terminal, { json }: AuditOptions, { result, files }: { readonly result: AuditResult; readonly files: readonly string[] }): void {
  if (json) return terminal.out(JSON.stringify(result));
  const words = { confirmed: 'confirmed', refuted: 'REFUTED', open: 'open' } as const;
  for (const line of columns(result.claims.map((claim) => [claim.id, words[claim.result], claim.why]), terminal.columns())) terminal.out(line);
  terminal.out('');
  for (const line of columns(result.findings.map(({ id, severity, store, title }) => [id, severity, store ?? '-', title]), terminal.columns())) terminal.out(line);
  terminal.out('');
  for (const { store, pointCreatedAt, outcome, detail } of result.restores) terminal.out(plainText(`restored ${store} from its point of ${pointCreatedAt}: ${outcome} (${detail})`));
  if (result.seed !== null) terminal.out(`points drawn with --seed ${plainText(result.seed)}`);
  terminal.out(`${result.counts.refuted} refuted, ${result.counts.confirmed} confirmed, ${result.counts.open} open, ${result.counts.findings} findings`);
  for (const file of files) terminal.out(file);
}
