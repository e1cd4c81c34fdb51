import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { LEDGER_FILE } from './bundle-format.ts';
import { invalid } from './bundle-fault.ts';
import { parseLedger } from '../parse-ledger.ts';
import type { ParsedLedger } from '../parse-ledger.ts';
import type { VerifiedRecord } from './verify-record.ts';

/** The list of attempts from the first one to this run's end: chained, without a gap in the numbers, and with this run in it. Says what it shows. */
export function verifyLedger(files: BundleFiles, record: VerifiedRecord, { run }: BundleManifest): string {
  const bytes = files.get(LEDGER_FILE);
  if (bytes === undefined) throw invalid(`${LEDGER_FILE}, the list of attempts, is gone from the bundle.`);
  const { entries, brokenLine } = ledgerIn(bytes);
  if (brokenLine !== null) throw invalid(`${LEDGER_FILE} is broken at line ${brokenLine}: it was changed after it was written.`);
  const numbers = [...new Set(entries.map(({ number }) => number))];
  const gap = numbers.findIndex((number, index) => number !== index + 1);
  if (gap !== -1) throw invalid(`${LEDGER_FILE} has no attempt ${gap + 1}: an attempt was left out.`);
  const own = entries.filter(({ number }) => number === run.number);
  const last = own.at(-1);
  if (last === undefined || own.some(({ id }) => id !== run.id)) throw invalid(`${LEDGER_FILE} does not have run ${run.id} as its attempt ${run.number}.`);
  if (last.sha256 !== null && last.sha256 !== record.seal) throw invalid(`${LEDGER_FILE} names another record for run ${run.id} than the one in the bundle: the record was exchanged after the run.`);
  return `attempt ${run.number} of ${numbers.length} in a list without gaps; it ended as ${last.kind}`;
}

/** The ledger of a bundle, whole or with the line at which it breaks. */
export function ledgerIn(bytes: Buffer): ParsedLedger {
  return parseLedger(bytes.toString('utf8').split('\n').slice(0, -1));
}
