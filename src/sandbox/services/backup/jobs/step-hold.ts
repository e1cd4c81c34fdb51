import { shortlyMicros } from '../durations.ts';
import { deleteAt } from '../lifecycle.ts';
import { LEGAL_HOLDS, POINTS, type LegalHold } from '../model.ts';
import type { Work } from './work.ts';

const DAY_MICROS = 86_400_000_000;

/** How long a hold is being created or canceled, as pollers see it; it holds meanwhile. */
export function holdMicros(context: Work['context']): number {
  return shortlyMicros(context, 5);
}

/** Moves a legal hold on. Once it is canceled the points whose retention has ended meanwhile go, and its record after its days. */
export function stepHold({ context }: Work, hold: LegalHold): void {
  const { catalogue, time } = context;
  const now = time.nowMicros();
  switch (hold.state) {
    case 'CREATING': return LEGAL_HOLDS.put(catalogue, { ...hold, state: 'ACTIVE', due: null });
    case 'CANCELING': return catalogue.transaction(() => {
      LEGAL_HOLDS.put(catalogue, { ...hold, state: 'CANCELED', due: hold.retainDays === null ? null : now + hold.retainDays * DAY_MICROS });
      releasePoints(context, hold, now);
    });
    case 'CANCELED': return LEGAL_HOLDS.remove(catalogue, hold.id);
    case 'ACTIVE': return LEGAL_HOLDS.put(catalogue, { ...hold, due: null });
    default: return hold.state satisfies never;
  }
}

function releasePoints({ catalogue }: Work['context'], { points }: LegalHold, now: number): void {
  for (const id of points) {
    const point = POINTS.find(catalogue, id);
    const ends = point && !point.continuous ? deleteAt(point) : null;
    if (point && ends !== null && ends <= now) POINTS.put(catalogue, { ...point, due: now });
  }
}
