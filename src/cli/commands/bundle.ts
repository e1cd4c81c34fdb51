import { join, resolve } from 'node:path';
import { collectFiles } from '#evidence/bundle/collect-files';
import { linkVerifier } from '#evidence/bundle/link-verifier';
import { makeBundle } from '#evidence/bundle/make-bundle';
import { readSigningKey } from '#evidence/bundle/signing-key';
import { writeBundle } from '#evidence/bundle/write-bundle';
import { conclude } from '#evidence/conclude';
import { ledgerExcerpt } from '#evidence/ledger';
import { randomToken } from '#kit/ids';
import { usageError } from '#kit/redrill-error';
import { readRecord } from '#record/read-record';
import { reporting } from '#report/reporting';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { keyFile } from '../wiring/key-file.ts';
import { packageInfo, versionOf } from '../wiring/package-info.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder, runFolders } from '../wiring/run-folders.ts';

export interface BundleOptions extends CommonOptions {
  readonly out?: string;
  readonly redact?: readonly string[];
  readonly key?: string;
}

/** `redrill bundle`: the evidence of one run as a folder and a `.tar.gz` that an outsider can check with nothing but Node. */
export async function bundle(terminal: Terminal, asked: string | undefined, options: BundleOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = asked === undefined ? runFolders(config.results).at(-1) : runFolder(config.results, asked);
  if (!run) throw usageError('bundle.no-run', `no run in ${config.results}; start one with redrill run`);
  const { summary } = await conclude({ folder: run.folder, results: config.results, reporting, enter: false });
  const { events } = await readRecord(run.folder);
  const key = readSigningKey(keyFile(terminal, options.key));
  const collected = collectFiles({ folder: run.folder, events, ledger: await ledgerExcerpt(config.results, run.number), roots: [terminal.cwd, packageInfo().base] });
  const fields = (options.redact ?? []).filter((field) => field !== 'secrets');
  const made = makeBundle({ ...collected, key, version: versionOf(), verifier: linkVerifier(versionOf()), redact: { fields, secrets: true, salt: () => randomToken(16) }, seal: summary.record.sha256 });
  const out = options.out === undefined ? join(run.folder, 'evidence') : resolve(terminal.cwd, options.out);
  const written = writeBundle(out, made);
  if (options.json) terminal.out(JSON.stringify({ run: run.id, ...written, signer: made.manifest.signer, missing: made.manifest.missing, redacted: made.manifest.redactions.length }));
  else tell(terminal, written, made);
  return 0;
}

function tell(terminal: Terminal, { archive, folder, salts }: ReturnType<typeof writeBundle>, { manifest }: ReturnType<typeof makeBundle>): void {
  terminal.out(archive);
  terminal.out(folder);
  for (const { what, why } of manifest.missing) terminal.err(`redrill: not in the bundle: ${what} (${why})`);
  if (salts !== null) terminal.err(`redrill: ${manifest.redactions.length} lines of the record are redacted; what stood there, with its salts, is in ${salts}: keep it, and do not hand it out`);
  if (manifest.signer === null) terminal.err('redrill: this bundle is an unsigned draft: make a key with "redrill keys create" and bundle again');
  else terminal.err(`redrill: signed by ${manifest.signer}; whoever verifies needs this fingerprint by another way`);
}
