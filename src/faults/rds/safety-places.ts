import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** What a run calls its own copy of a database instance, and where it keeps the instance's settings. */
export interface SafetyPlaces {
  /** Manual snapshot; survives the deletion of the instance. */
  readonly snapshot: string;
  /** Final snapshot of an instance that put-back has to replace: never discarded by the harness. */
  readonly replaced: string;
  /** Bucket of the backup account and key of the settings (JSON). */
  readonly bucket: string;
  readonly settings: string;
  /** Key that holds the resource id of the instance that put-back made, by which it knows it again after a crash. */
  readonly made: string;
}

export function safetyPlaces(context: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const { id, token, folder } = context.run;
  const own = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}`;
  const name = identifierPart(`${own}-${store}`);
  return { snapshot: `redrill-safety-${name}`, replaced: `redrill-replaced-${name}`, bucket: context.config.harness.safetyBucket, settings: `${own}/${store}/instance.json`, made: `${own}/${store}/put-back.txt` };
}

const LONGEST = 200;

/** Letters, digits and single hyphens, as RDS wants its identifiers. */
function identifierPart(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, LONGEST).replace(/-$/, '');
}
