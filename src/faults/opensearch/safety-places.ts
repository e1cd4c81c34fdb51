import type { DrillContext } from '#contract/modules';

/** Where a run keeps its own copy of a search domain: in the backup account, below the run's id. */
export interface SafetyPlaces {
  readonly bucket: string;
  /** Everything of the copy lies below this. */
  readonly root: string;
  /** Bodies of `_bulk` requests, one object each. */
  readonly documents: string;
  /** What the domain is beside its documents, and the list of the bodies; written last. */
  readonly definition: string;
}

export function safetyPlaces(context: DrillContext, store: string): SafetyPlaces {
  const root = `${context.run.id}/${store}/`;
  return { bucket: context.config.harness.safetyBucket, root, documents: `${root}documents/`, definition: `${root}definition.json` };
}
