import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** What a run calls its own copy of a database instance, and where it keeps the instance's settings. */
export interface SafetyPlaces {
  /** The run, apart from its namesakes in other results folders. */
  readonly own: string;
  /** Manual snapshot; survives the deletion of the instance. */
  readonly snapshot: string;
  /** Begin of the name of the final snapshot of an instance that put-back has to replace: never discarded by the harness. */
  readonly replaced: string;
  /** Bucket of the backup account and key of the settings (JSON). */
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  readonly settings: string;
  /** Key that holds the resource id of the instance that put-back made, by which it knows it again after a crash. */
  readonly made: string;
}

/** Tag by which a run knows again what it made itself. */
export const RUN_TAG = 'redrill:run';

export function safetyPlaces(context: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const { id, token, folder } = context.run;
  const own = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}`;
  const name = identifierPart(`${own}-${store}`);
  return { own, snapshot: `redrill-safety-${name}`, replaced: `redrill-replaced-${name}`, bucket: context.config.harness.safetyBucket, region: context.config.harness.region, settings: `${own}/${store}/instance.json`, made: `${own}/${store}/put-back.txt` };
}

const LONGEST = 200;

/** Letters, digits and single hyphens, as RDS wants its identifiers. */
function identifierPart(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, LONGEST).replace(/-$/, '');
}
