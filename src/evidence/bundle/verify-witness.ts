import { hash } from 'node:crypto';
import type { TrailEvent } from '#contract/evidence';
import { lastOf } from '#measure/events-of';
import { matchWitness } from '#measure/match-witness';
import { invalid } from './bundle-fault.ts';
import { WITNESS_FILE } from './bundle-format.ts';
import type { BundleFiles } from './bundle-format.ts';
import { jsonOf } from './json-of.ts';
import type { VerifiedRecord } from './verify-record.ts';

/** The provider's own log against the journal, matched anew. Says what it shows. */
export function verifyWitness(files: BundleFiles, { events, started }: VerifiedRecord, version: string): string {
  const read = lastOf(events, 'witness.read')?.data;
  const bytes = files.get(WITNESS_FILE);
  if (read === undefined) return 'no second witness: the provider\'s own log was not read';
  if (bytes === undefined) throw invalid(`The record says that the provider's log was read, and ${WITNESS_FILE} is gone from the bundle.`);
  if (hash('sha256', bytes, 'hex') !== read.sha256) throw invalid(`${WITNESS_FILE} is not what the record says was read from the provider's log.`);
  const calls = bytes.toString('utf8').split('\n').slice(0, -1).map((line) => jsonOf(Buffer.from(line), WITNESS_FILE) as TrailEvent);
  const before = events.slice(0, events.findLastIndex(({ type }) => type === 'witness.read'));
  const same = JSON.stringify(matchWitness(before, calls)) === JSON.stringify(read.rows);
  if (!same && started.version !== version) return `second witness: matched by the rules of redrill ${started.version}, and this verifier is of ${version}; the calls are those that were read`;
  if (!same) throw invalid('The provider\'s log does not match the journal in the way that the record says.');
  const count = (wanted: string): number => read.rows.filter((row) => row.class === wanted).length;
  return `second witness: ${count('witnessed')} changes seen by the provider too, ${count('missing')} missing in its log, ${count('not-witnessable')} that it does not log, ${count('unclaimed')} in its log that the journal does not claim`;
}
