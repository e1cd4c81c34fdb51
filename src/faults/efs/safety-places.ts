import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** Where a run keeps its own copy of a file system: in the safety bucket of the backup account, below the run's own name. */
export interface SafetyPlaces {
  /** The run, apart from its namesakes in other results folders. */
  readonly own: string;
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  readonly prefix: string;
  /** Pieces of files, each under the SHA-256 of its bytes. */
  readonly pieces: string;
  /** One JSON line for each thing of the tree. */
  readonly tree: string;
  /** The settings, and which file system it was. Written last: with it the copy is whole. */
  readonly settings: string;
}

export function safetyPlaces({ run: { id, token, folder }, config }: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const own = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}`;
  const prefix = `${own}/${store}/`;
  return { own, bucket: config.harness.safetyBucket, region: config.harness.region, prefix, pieces: `${prefix}pieces/`, tree: `${prefix}tree.ndjson`, settings: `${prefix}settings.json` };
}
