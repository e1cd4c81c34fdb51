import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** What a run calls its own copy of a table, and where it keeps the table's settings. */
export interface SafetyPlaces {
  /** Name of the backup on demand; it survives the deletion of the table. */
  readonly backup: string;
  /** Begin of the name of the backup of a table that put-back has to replace: never deleted by the harness. */
  readonly replaced: string;
  /** Bucket of the backup account and key of the settings (JSON). */
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  readonly settings: string;
}

export function safetyPlaces(context: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const { id, token, folder } = context.run;
  const own = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}`;
  const name = namePart(`${own}-${store}`);
  return { backup: `redrill-safety-${name}`, replaced: `redrill-replaced-${name}`, bucket: context.config.harness.safetyBucket, region: context.config.harness.region, settings: `${own}/${store}/table.json` };
}

const LONGEST = 200;

/** Letters, digits, hyphens, dots and underscores, as DynamoDB wants the names of backups (255 at most). */
function namePart(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9_.-]+/g, '-').slice(0, LONGEST);
}
