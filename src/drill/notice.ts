import type { FiredAlarm, Struck } from '#contract/detection';
import type { EventData } from '#contract/events';
import { durationSeconds } from '#kit/durations';
import { microsOf } from '#kit/time';
import type { Run } from './run.ts';

type Ended = EventData['detection.ended'];

/** How far apart the platform's alarms are looked at, which is also how exactly an alert's firing is known. */
const LOOK_SECONDS = 30;

/**
 * How long somebody may take to notice: what a variant says, which no alarm cuts short (it stands for a fault that nothing sees), else what the config says
 * where alarms are configured. Without them nobody can, and nothing is waited for.
 */
export function noticeWithin(run: Run): { readonly seconds: number; readonly alarms: boolean } {
  const variant = run.variant?.people?.noticeWithin;
  if (variant !== undefined) return { seconds: durationSeconds(variant), alarms: false };
  return run.input.detection === null ? { seconds: 0, alarms: false } : { seconds: durationSeconds(run.input.config.people.noticeWithin), alarms: true };
}

/** Just before the strike the alarms are asked once: so that what watches the platform is awake, and a source that cannot be asked is known. */
export async function askAlarmsBefore(run: Run, signal: AbortSignal): Promise<void> {
  const read = await run.input.detection?.look([], signal);
  for (const sentence of read?.unread ?? []) run.input.progress.say(sentence);
}

/** Looks until an alarm about a struck store has fired after T0, a person says that they noticed, or the time is over. */
export async function waitForNotice(run: Run, { fromMicros, seconds }: { readonly fromMicros: number; readonly seconds: number }, signal: AbortSignal): Promise<Ended> {
  const until = fromMicros + seconds * 1e6;
  let last: readonly string[] = [];
  // Counted as well: a clock that stands still must not make this endless.
  for (let looks = 0; looks <= Math.ceil(seconds / LOOK_SECONDS); looks += 1) {
    const noticed = await lookOnce(run, signal);
    if (noticed.ended !== null) return noticed.ended;
    last = noticed.said;
    if (run.clock.nowMicros() >= until) break;
    await run.clock.sleepUntil(Math.min(until, run.clock.nowMicros() + LOOK_SECONDS * 1e6), signal);
  }
  return { at: null, source: null, why: [`no alarm fired and nobody noticed within ${seconds} s`, ...last].join('; ') };
}

/** One look at the alarms and at what people said; `ended` where one of them noticed. */
export async function lookOnce(run: Run, signal: AbortSignal): Promise<{ readonly ended: Ended | null; readonly said: readonly string[] }> {
  const person = await run.input.people.mark('detected');
  const read = await run.input.detection?.look(struck(run), signal);
  const alarm = earliest(read?.fired ?? []);
  const marked: Ended | null = person === null ? null : { at: person.at, source: `${person.by} (mark)`, why: 'a person said so' };
  const fired: Ended | null = alarm === null ? null : { at: alarm.at, source: alarm.source, why: `it is about ${alarm.store}: ${alarm.why}`, began: alarm.began };
  const ended = marked !== null && fired !== null ? (microsOf(marked.at ?? '') <= microsOf(fired.at ?? '') ? marked : fired) : (marked ?? fired);
  return { ended, said: [...(read?.standing ?? []), ...(read?.unread ?? [])] };
}

function earliest(fired: readonly FiredAlarm[]): FiredAlarm | null {
  return fired.toSorted((a, b) => microsOf(a.at) - microsOf(b.at))[0] ?? null;
}

/** The struck stores, each with its T0: what fired before is no detection. */
function struck(run: Run): readonly Struck[] {
  return run.stores.flatMap((store) => {
    const faults = run.journal.all('fault.observed').filter(({ data }) => data.store === store.id).map(({ data }) => data.earliest);
    const asked = run.journal.all('fault.requested').filter(({ data }) => data.store === store.id).map(({ at }) => at);
    const since = (faults.length > 0 ? faults : asked).toSorted((a, b) => microsOf(a) - microsOf(b))[0];
    return since === undefined ? [] : [{ store: store.id, resource: run.bindings.bound(store.id).resource, since }];
  });
}
