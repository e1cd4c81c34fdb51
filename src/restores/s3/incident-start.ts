import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { addSeconds } from '#kit/time';

/** People read the start of an incident from a trail that is exact to about this long; steps look that much further back. */
const MARGIN_SECONDS = 5;

/** The moment from which deletions count as part of the incident. In a drill: when the fault took effect, less a small margin. */
export function incidentStart(context: DrillContext, given?: string): string {
  const start = given ?? context.struckAt;
  if (start === null) throw new RedrillError('restore.no-incident', 'this step needs to know when the incident began, and nothing has struck yet: give it as "since"');
  return addSeconds(start, -MARGIN_SECONDS);
}
