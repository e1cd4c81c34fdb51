import { hash } from 'node:crypto';
import type { AnchorText } from '#contract/evidence';
import { lastOf } from '#measure/events-of';
import { invalid } from './bundle-fault.ts';
import { ANCHOR_FILE, LEDGER_FILE } from './bundle-format.ts';
import type { BundleFiles } from './bundle-format.ts';
import { jsonOf } from './json-of.ts';
import { ledgerIn } from './verify-ledger.ts';
import type { VerifiedRecord } from './verify-record.ts';

/** What was written out of the operator's reach before the fault: it names this plan, this number and this list of attempts. Says what it shows. */
export function verifyAnchor(files: BundleFiles, { events, started }: VerifiedRecord): string {
  const written = lastOf(events, 'anchor.written');
  const bytes = files.get(ANCHOR_FILE);
  if (written === undefined) {
    if (bytes !== undefined) throw invalid(`The bundle holds ${ANCHOR_FILE}, and the record says nothing of an anchor.`);
    return 'no anchor: nothing that the operator could not rewrite shows that this run had been announced before its fault';
  }
  if (bytes === undefined) throw invalid(`The record says that an anchor was written, and ${ANCHOR_FILE} is gone from the bundle.`);
  if (hash('sha256', bytes, 'hex') !== written.data.sha256) throw invalid(`${ANCHOR_FILE} is not the text that the record says was written before the fault.`);
  const anchor = jsonOf(bytes, ANCHOR_FILE) as AnchorText;
  const plan = lastOf(events, 'plan.made')?.data.planHash;
  if (anchor.run !== started.id || anchor.number !== started.number || anchor.planHash !== plan) throw invalid(`The anchor announces run ${String(anchor.run)} with another plan or number than this record has.`);
  const struck = events.find(({ type }) => type === 'fault.requested');
  if (struck !== undefined && struck.seq < written.seq) throw invalid('The anchor was written after the fault, so it announces nothing.');
  if (!ledgerIn(files.get(LEDGER_FILE) ?? Buffer.alloc(0)).heads.includes(anchor.ledgerHead)) throw invalid('The list of attempts in the bundle is not the one that the anchor names: it was written anew since.');
  const { bucket, key, versionId, retainUntil, mode } = written.data;
  return `anchored before the fault in s3://${bucket}/${key} (version ${versionId}, ${mode} lock until ${retainUntil}): whoever may read that bucket can compare it with SHA-256 ${written.data.sha256}`;
}
