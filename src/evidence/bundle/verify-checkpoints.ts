import { hash } from 'node:crypto';
import type { RunStarted } from '#contract/events';
import type { CheckpointBody } from '#contract/record';
import type { Chain } from '#record/parse-chain';
import { invalid } from './bundle-fault.ts';
import { KEY_FILE } from './bundle-format.ts';
import type { BundleFiles } from './bundle-format.ts';
import { CHECKPOINT_TYPE } from './sign-checkpoint.ts';
import { openEnvelope } from './dsse.ts';
import { fingerprintOf, publicKeyOf } from './fingerprint.ts';
import { jsonOf } from './json-of.ts';

export const CHECKPOINTS = 'checkpoints.ndjson';

interface CheckedRecord {
  readonly started: RunStarted;
  readonly chain: Chain;
  /** The chain's head after each event. */
  readonly heads: ReadonlyMap<number, string>;
}

/** Every checkpoint of a run was signed while it went on, is of this run, and its place in the chain is still there. Says what that shows. */
export function verifyCheckpoints(files: BundleFiles, { started, chain, heads }: CheckedRecord): string {
  const bytes = files.get(CHECKPOINTS);
  if (bytes === undefined) {
    if (started.signer !== undefined) throw invalid(`The record says that ${started.signer} signed checkpoints while the run went on, and they are gone.`);
    return 'no checkpoints: no key was there while the run went on';
  }
  const pem = files.get(KEY_FILE);
  const key = pem === undefined ? null : publicKeyOf(pem.toString('utf8'));
  if (key === null) return 'the checkpoints were not checked: the bundle is unsigned and holds no key';
  if (started.signer !== undefined && started.signer !== fingerprintOf(key)) throw invalid(`The run's checkpoints are signed by ${started.signer}, and the bundle by another key (${fingerprintOf(key)}): it was signed anew.`);
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  let prev: string | null = null;
  let events = 0;
  for (const [index, line] of lines.entries()) {
    const signed = openEnvelope(jsonOf(Buffer.from(line), CHECKPOINTS), CHECKPOINT_TYPE, key);
    if (signed === null) throw invalid(`Checkpoint ${index + 1} is not signed by the key of this bundle.`);
    const body = jsonOf(signed, CHECKPOINTS) as CheckpointBody;
    verifyPlace(body, { started, chain, heads, prev, number: index + 1 });
    events = body.events;
    prev = hash('sha256', line, 'hex');
  }
  return `${lines.length} checkpoints signed while the run went on, the last one over ${events} of ${chain.events.length} events`;
}

function verifyPlace(body: CheckpointBody, { started, chain, heads, prev, number }: CheckedRecord & { readonly prev: string | null; readonly number: number }): void {
  if (body.run !== started.id) throw invalid(`Checkpoint ${number} is of run ${body.run}, and the record is of ${started.id}: one was taken from another run.`);
  if (body.prev !== prev) throw invalid(`Checkpoint ${number} does not follow the one before it: one is gone or was moved.`);
  if (body.events > chain.events.length) throw invalid(`Checkpoint ${number} was signed over ${body.events} events, and the record has ${chain.events.length}: its end was cut off.`);
  if (heads.get(body.events) !== body.head) throw invalid(`Checkpoint ${number} was signed over other events than the first ${body.events} of this record: they were exchanged.`);
}
