import type { DrillContext } from '#contract/modules';
import { OWN_TAG, ownTag } from '#stores/ebs/own-snapshot';

/** Where a run keeps its own copy of a volume: a snapshot, found by its tag, and what no snapshot holds, in the backup account. */
export interface SafetyPlaces {
  /** Tag of the snapshot, and of the volume that put-back makes of it until it is noted. */
  readonly tag: { readonly Key: string; readonly Value: string };
  /** Bucket of the backup account and key of the settings (JSON). */
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  readonly settings: string;
}

export function safetyPlaces(context: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const own = ownTag(context, store, 'safety');
  return { tag: { Key: OWN_TAG, Value: own }, bucket: context.config.harness.safetyBucket, region: context.config.harness.region, settings: `${own.slice(0, own.lastIndexOf('/'))}/volume.json` };
}
