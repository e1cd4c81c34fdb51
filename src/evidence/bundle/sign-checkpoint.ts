import type { CheckpointBody } from '#contract/record';
import { sealEnvelope } from './dsse.ts';
import type { SigningKey } from './signing-key.ts';

/** DSSE payload type of a checkpoint. */
export const CHECKPOINT_TYPE = 'application/vnd.redrill.checkpoint+json';

/** One line of `checkpoints.ndjson` under a key. */
export function signCheckpoint(key: Pick<SigningKey, 'privateKey'>): (body: CheckpointBody) => string {
  return (body) => JSON.stringify(sealEnvelope(CHECKPOINT_TYPE, Buffer.from(JSON.stringify(body)), key.privateKey));
}
