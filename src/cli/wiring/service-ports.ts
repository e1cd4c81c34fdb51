import type { TargetsPort } from '#contract/aws';
import type { DrillInput } from '#drill/drill-input';
import type { DrillParts } from './assemble-drill.ts';

/** What users do, load and own checks of this run: null where the config names none. */
export function servicePorts(_parts: DrillParts, _targets: TargetsPort): Pick<DrillInput, 'journeys' | 'load' | 'ownChecks'> {
  return { journeys: null, load: null, ownChecks: null };
}
