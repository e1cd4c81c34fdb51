import type { RunStarted } from '#contract/events';
import type { Verdict } from '#contract/run-summary';
import { RedrillError } from '#kit/redrill-error';
import { unchecked } from './bundle-fault.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { verifyAnchor } from './verify-anchor.ts';
import { verifyLedger } from './verify-ledger.ts';
import { verifyManifest } from './verify-manifest.ts';
import { verifyNumbers } from './verify-numbers.ts';
import type { VerifiedNumbers } from './verify-numbers.ts';
import { verifyRecord } from './verify-record.ts';
import { verifyWitness } from './verify-witness.ts';

export interface VerifyOptions {
  /** The fingerprint that reached the reader by another channel. */
  readonly key?: string;
  /** Version of the verifier, to tell a change of rules from a change of the bundle. */
  readonly version: string;
  /** What a verifier with packages can check besides; gives its notes, or throws what is wrong. */
  readonly also?: (files: BundleFiles, manifest: BundleManifest) => readonly string[];
}

/** What a verifier says of a bundle: one sentence, and the exit code that goes with it. */
export interface BundleVerdict {
  readonly result: 'valid' | 'invalid' | 'unchecked';
  readonly exitCode: 0 | 1 | 2;
  readonly sentence: string;
  /** What was found on the way; empty unless everything agreed. */
  readonly notes: readonly string[];
  readonly run: string | null;
  readonly verdict: Verdict | null;
  readonly signer: string | null;
}

/** Recomputes hashes, chain, checkpoints, signature, numbers and verdict of a bundle from its bytes alone. Never throws. */
export function verifyBundle(files: BundleFiles, options: VerifyOptions): BundleVerdict {
  return told(() => {
    const manifest = verifyManifest(files, options);
    const record = verifyRecord(files, manifest);
    const numbers = verifyNumbers(files, { record, manifest, version: options.version });
    const notes = [...record.notes, verifyLedger(files, record, manifest), verifyAnchor(files, record), verifyWitness(files, record, options.version), ...(options.also?.(files, manifest) ?? []), ...manifest.missing.map(({ what, why }) => `not in the bundle: ${what} (${why})`)];
    const facts = { notes, run: manifest.run.id, verdict: numbers.verdict, signer: manifest.signer };
    const numbersTold = `${manifest.run.id}: ${said(record.started, numbers)}, computed again from ${record.events.length} events`;
    if (manifest.signer === null) return { result: 'unchecked', exitCode: 2, sentence: `${numbersTold}; everything in it agrees, but it is an unsigned draft, so nobody can say where it comes from.`, ...facts };
    const key = options.key === undefined ? `compare the fingerprint ${manifest.signer} with the one that reached you by another way` : 'signed with the key that you named';
    return { result: 'valid', exitCode: 0, sentence: `${numbersTold}; ${key}.`, ...facts };
  });
}

/** An error on the way to a bundle, or in it, as a verdict. */
export function told(work: () => BundleVerdict): BundleVerdict {
  try {
    return work();
  } catch (error) {
    const known = error instanceof RedrillError && (error.code === 'bundle.invalid' || error.code === 'bundle.unchecked') ? error : asFault(error);
    const result = known.exitCode === 1 ? 'invalid' : 'unchecked';
    return { result, exitCode: result === 'invalid' ? 1 : 2, sentence: known.message, notes: [], run: null, verdict: null, signer: null };
  }
}

/** What nobody foresaw says nothing of the bundle; it must not look like an answer, nor end the program. */
function asFault(error: unknown): RedrillError {
  return unchecked(`The bundle could not be checked: ${error instanceof Error ? error.message : String(error)}`, error);
}

function said({ target }: RunStarted, { verdict, rta, rpa }: VerifiedNumbers): string {
  return `${target.kind === 'sandbox' ? 'rehearsal: ' : ''}${verdict}, recovered in ${rta}, lost ${rpa}`;
}
