import type { RunEvent } from '#contract/events';

/** What a run that was left at a second signal has changed and not put back, in the words of its effects. */
export function leftChanged(events: readonly RunEvent[]): readonly string[] {
  if (events.some((event) => event.type === 'put-back.ended' && event.data.ok)) return [];
  const what = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'effect.intended') what.set(event.data.effect, event.data.what);
  }
  return [...what.values()];
}
