import type { RunEvent, RunStarted } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import { eventsOf } from '#measure/events-of';

/** What users wrote in a region that was given up, and nobody had in the other one. */
export interface Stranded {
  readonly writes: number;
  /** Where it lies: the resource that served when the region was given up. */
  readonly resource: string;
  readonly region: string;
}

/** Null where the store was not taken elsewhere, or nothing of it was lost on the way there. */
export function strandedWrites({ stores }: Pick<RunStarted, 'stores'>, events: readonly RunEvent[], { id, lostWrites }: Pick<StoreMeasurement, 'id' | 'lostWrites'>): Stranded | null {
  const changes = eventsOf(events, 'binding.changed').map((event) => event.data).filter(({ store }) => store === id);
  const left = changes.findIndex(({ kind }) => kind === 'relocated');
  const home = changes[left];
  if (home === undefined || lostWrites === null || lostWrites === 0) return null;
  const resource = changes.slice(0, left).findLast(({ kind }) => kind === 'promoted')?.to ?? stores.find((store) => store.id === id)?.resource ?? id;
  return { writes: lostWrites, resource, region: home.from };
}
