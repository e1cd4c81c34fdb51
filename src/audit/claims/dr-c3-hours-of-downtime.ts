import { earlierAnswer } from '../earlier-answer.ts';
import { open } from '../answer.ts';
import type { ClaimModule } from '../answer.ts';

/** DR-C3: a few hours of downtime. Settings do not show how long a recovery takes; only a drill does. */
export const hoursOfDowntime: ClaimModule = {
  id: 'DR-C3',
  needs: [],
  judge: (known) => {
    const earlier = earlierAnswer(known, 'DR-C3');
    return open(`settings do not show how long a recovery takes: a drill measures it (${earlier.text})`, earlier.rests);
  },
};
