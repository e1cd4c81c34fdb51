import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** Where a run keeps its own copy of a search domain: in the backup account, below the run's own name. */
export interface SafetyPlaces {
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  /** Everything of the copy lies below this; the run in it is told apart from its namesakes in other results folders. */
  readonly root: string;
  /** Bodies of `_bulk` requests, one object each. */
  readonly documents: string;
  /** What the domain is beside its documents, and the list of the bodies; written last. */
  readonly definition: string;
  /** What indices held that put-back had to replace lies below this: never discarded by the harness. */
  readonly replaced: string;
}

export function safetyPlaces({ run: { id, token, folder }, config }: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const own = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}`;
  const root = `${own}/${store}/`;
  return { bucket: config.harness.safetyBucket, region: config.harness.region, root, documents: `${root}documents/`, definition: `${root}definition.json`, replaced: `redrill-replaced-${own}/${store}/` };
}
