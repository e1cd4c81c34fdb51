import type { EventData } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { durationSeconds } from '#kit/durations';
import { isoMicros, microsOf } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { lookOnce, noticeWithin, waitForNotice } from './notice.ts';
import type { Run } from './run.ts';

/** How often people are listened to, and in how many turns of that the alarms are looked at. */
const PEOPLE_MS = 500;
const ALARMS_EVERY = 20;

/** From the fault to the decision to recover: detection by the platform's own alarm or a person, then declaring. Never our own probe. */
export async function declare(run: Run, context: DrillContext): Promise<void> {
  if (run.journal.last('declared')) return;
  const observed = run.journal.last('fault.observed')?.data.observed ?? run.clock.nowIso();
  try {
    if (run.input.attended) await attended(run, context);
    else await unattended(run, context, observed);
  } catch (error) {
    if (!run.input.stop.first.aborted || run.input.stop.second.aborted) throw error;
    await cutShort(run);
  }
}

/** A first signal after the fault ends the waiting, not the drill: recovery begins at once. */
async function cutShort(run: Run): Promise<void> {
  const why = `the wait was ended by ${String(run.input.stop.first.reason)}`;
  if (!run.journal.last('detection.ended')) await run.note('detection.ended', { at: null, source: null, why });
  await run.note('declared', { at: run.clock.nowIso(), by: why, class: 'local' });
}

/** Declaring begins when the platform's own alarms or a person noticed. Where nobody does, T1 stays null (a finding), and it begins when the wait is over. */
async function unattended(run: Run, context: DrillContext, observed: string): Promise<void> {
  const { people } = run.input.config;
  const declareSeconds = durationSeconds(run.variant?.people?.declareAfter ?? people.declareAfter);
  const notice = noticeWithin(run);
  const { data } = await run.journal.once('detection.ended', () => true, () => noticed(run, context, { fromMicros: microsOf(observed), ...notice }));
  const from = data.at === null ? microsOf(observed) + notice.seconds * 1e6 : microsOf(data.at);
  await run.clock.sleepUntil(from + declareSeconds * 1e6, context.signal);
  await run.note('declared', { at: isoMicros(from + declareSeconds * 1e6), by: `the model people.declareAfter = ${declareSeconds} s`, class: 'modelled' });
}

async function noticed(run: Run, context: DrillContext, { fromMicros, seconds, alarms }: ReturnType<typeof noticeWithin> & { readonly fromMicros: number }): Promise<EventData['detection.ended']> {
  if (alarms) return waitForNotice(run, { fromMicros, seconds }, context.signal);
  await run.clock.sleepUntil(fromMicros + seconds * 1e6, context.signal);
  return { at: null, source: null, why: seconds === 0 ? 'no alarm source is configured and nobody attended' : `nobody noticed within ${seconds} s (variant ${run.variant?.id})` };
}

/** People say it, or the platform's alarms do: `redrill mark detected` and `redrill mark declared`; time runs at real speed meanwhile. */
async function attended(run: Run, context: DrillContext): Promise<void> {
  run.input.progress.say('waiting for people: redrill mark detected --by <who>, then redrill mark declared --by <who>');
  for (let turn = 0; ; turn += 1) {
    const detected = await run.input.people.mark('detected');
    const declared = await run.input.people.mark('declared');
    if (!detected && turn % ALARMS_EVERY === 0 && !run.journal.last('detection.ended')) {
      const { ended } = await lookOnce(run, context.signal);
      if (ended !== null) await run.note('detection.ended', ended);
    }
    if ((detected || declared) && !run.journal.last('detection.ended')) {
      await run.note('detection.ended', detected ? { at: detected.at, source: `${detected.by} (mark)`, why: 'a person said so' } : { at: null, source: null, why: 'declared without a mark of detection' });
    }
    if (declared) {
      await run.note('declared', { at: declared.at, by: declared.by, class: 'local' });
      return;
    }
    context.signal.throwIfAborted();
    await realSleep(PEOPLE_MS, context.signal);
  }
}
