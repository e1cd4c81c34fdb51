import { earlierAnswer } from '../earlier-answer.ts';
import { open } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { Known } from '../known.ts';

/** SEC-C7: Prometheus watches the platform and alerts on unexpected events. How soon somebody notices is part of every drill's recovery time. */
export const watched: ClaimModule = { id: 'SEC-C7', needs: [], judge };

function judge(known: Known): Answer {
  const alarms = known.of('alarm');
  const earlier = earlierAnswer(known, 'SEC-C7');
  return open(`Prometheus is no part of the account (which has ${alarms.length} alarms of CloudWatch); that an event is noticed, and how soon, only a drill shows (${earlier.text})`, [...alarms, ...earlier.rests]);
}
