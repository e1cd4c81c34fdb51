import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import type { EventData, RunEvent } from '#contract/events';
import { comparePosture } from '#measure/posture';
import { durationSeconds } from '#kit/durations';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { startBeacons } from '../beacon-writer.ts';
import { callWitness } from '../call-witness.ts';
import { contextFor } from '../context.ts';
import { followsAllDay } from '../continuous-backup.ts';
import { withDeadline } from '../deadline.ts';
import { equivalent } from '../equivalent.ts';
import { goHome, isAway } from '../go-home.ts';
import { endLoad } from '../load-watch.ts';
import { noteLeftBehind } from '../note-left-behind.ts';
import { readPosture, readPoints } from '../readings.ts';
import type { Run } from '../run.ts';
import { nextRuns } from '../schedule.ts';
import { lastSignal } from '../signals.ts';
import { LeaveRun, codeOf, groundOf, isLostGround, messageOf } from '../stop-run.ts';
import { struckAt } from '../struck-at.ts';
import { faultsOf } from './1-prepare.ts';

/** Leaves the sandbox as it was: always runs, has its own clock, and a failure is told beside the verdict with the commands that help. */
export async function putBack(run: Run): Promise<'failed' | void> {
  await endLoad(run);
  if (!changed(run)) {
    await run.journal.once('put-back.ended', () => true, async () => ({ ok: true, left: [], commands: [], how: 'nothing-changed' }));
    return discardCopies(run, contextFor(run, lastSignal(run)));
  }
  const ended = run.journal.last('put-back.ended', (data) => data.ok) ?? (await restoreInTime(run));
  if (!ended.data.ok) return 'failed';
  const context = contextFor(run, lastSignal(run));
  const writers = await Promise.all(run.stores.map((store) => startBeacons(run, context, store, 'after')));
  try {
    await protectedAgain(run, context);
  } finally {
    for (const writer of writers) await writer.stop();
  }
  await discardCopies(run, context);
  await callWitness(run);
}

async function restoreInTime(run: Run): Promise<RunEvent<'put-back.ended'>> {
  const seconds = durationSeconds(run.input.config.drill.putBackWithin);
  return withDeadline(run.clock, { seconds, from: run.clock.nowMicros(), outer: lastSignal(run), name: 'put back' }, ({ signal }) => restoreBaseline(run, contextFor(run, signal)));
}

function changed(run: Run): boolean {
  return run.journal.all('effect.intended').some((event) => event.phase !== '2-baseline' || !event.data.effect.includes('safety-copy'));
}

async function restoreBaseline(run: Run, context: DrillContext): Promise<RunEvent<'put-back.ended'>> {
  const left: string[] = [];
  const commands: string[] = [];
  await attempt(run, left, 'the variant', () => undoVariant(run, context));
  await attempt(run, left, 'the faults', () => undoFaults(run, context));
  await attempt(run, left, 'the sabotage', () => undoMutation(run, context));
  let how: EventData['put-back.ended']['how'] = struck(run) ? 'recovered' : 'undone';
  if (isAway(run) || run.journal.last('failback.ended')) await attempt(run, left, 'the way home', async () => { how = await wayHome(run, context); });
  // Stopped before the baseline was read, nothing says what they were, and nothing has struck them either.
  const known = (id: string): boolean => run.journal.last('posture.read', (data) => data.store === id && data.moment === 'baseline') !== undefined;
  for (const store of run.stores.filter((one) => reversedOnly(run) && known(one.id) && !run.journal.last('safety-copy.made', (data) => data.store === one.id))) {
    await attempt(run, left, store.id, () => asBefore(run, context, store));
    // Where nobody came home by the document, nobody put away what stands in the other region either.
    const home = run.journal.last('failback.ended', (data) => data.ok);
    if (!home && run.journal.last('binding.changed', (data) => data.store === store.id && data.kind === 'relocated')) await noteLeftBehind(run, store);
  }
  for (const store of fromCopies(run, context)) {
    how = 'safety-copy';
    const ok = await attempt(run, left, store.id, () => fromSafetyCopy(run, context, store));
    if (!ok) commands.push(...run.service(store).safetyCopy.byHand(context, store));
    await noteLeftBehind(run, store);
  }
  return run.note('put-back.ended', { ok: left.length === 0, left, commands, how }, { durable: true });
}

/**
 * Stores that come back from their copies: those that were struck and are not what they were, and those that the recovery brought in line with
 * one of them. What nothing has struck is as it was: the safety copy would only take away what was written since.
 */
function fromCopies(run: Run, context: DrillContext): readonly StoreConfig[] {
  const unlike = new Set(run.stores.filter((store) => struckAt(run, store) && !equivalent(run, store)).map(({ id }) => id));
  return run.stores.filter((store) => run.journal.last('safety-copy.made', (data) => data.store === store.id) || !reversedOnly(run)).filter((store) => unlike.has(store.id) || unlike.has(run.service(store).inLineWith?.(context, store) ?? ''));
}

function reversedOnly(run: Run): boolean {
  return faultsOf(run).every(({ fault }) => fault.nature === 'reversible');
}

async function wayHome(run: Run, context: DrillContext): Promise<'failed-back' | 'undone'> {
  return (await goHome(run, context)) === 'failed-back' ? 'failed-back' : 'undone';
}

function struck(run: Run): boolean {
  return run.stores.some((store) => struckAt(run, store));
}

/** Asking for a heal is not being healed. */
async function fromSafetyCopy(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  await run.service(store).safetyCopy.restore(context, store);
  await asBefore(run, context, store);
}

/** The store is where its pointer leads, and its settings are read again and held against the baseline. */
async function asBefore(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  await follow(run, context, store);
  await readPosture(run, context, store, 'put-back');
  const posture = comparePosture(run.input.record.events(), store.id, [], 'put-back');
  if (posture === null) throw new RedrillError('put-back.unread', 'its settings could not be read after it was brought back, so nobody can say that it is as before', { actor: 'platform' });
  if (posture.drifted.length > 0) throw new RedrillError('put-back.drift', `after it was brought back these settings are not what they were: ${posture.drifted.map(({ key }) => key).join(', ')}`, { actor: 'platform' });
}

/** What is known by an id comes back under a new one: from here on the store is where its pointer leads. */
async function follow(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  const from = run.bindings.bound(store.id).resource;
  const to = await run.service(store).resolve(context, store);
  if (to !== null && to !== from) await run.note('binding.changed', { store: store.id, kind: 'promoted', from, to, by: 'put back' });
}

async function undoVariant(run: Run, context: DrillContext): Promise<void> {
  const [store] = run.stores;
  if (run.variant?.undo && store) await run.variant.undo(context, store);
}

async function undoMutation(run: Run, context: DrillContext): Promise<void> {
  const { spoilt: store } = run;
  // Killed between the act and its fact, a sabotage is known by its intent alone.
  const begun = run.journal.last('mutation.applied') ?? run.journal.last('effect.intended', (data) => data.effect.includes('/mutation/'));
  if (run.mutation?.undo && store && begun) await run.mutation.undo(context, store);
}

async function undoFaults(run: Run, context: DrillContext): Promise<void> {
  for (const { fault, args } of [...faultsOf(run)].reverse()) await fault.undo?.(context, args);
}

/** A failing undo is recorded and the next one still runs. */
async function attempt(run: Run, left: string[], what: string, undo: () => Promise<void>): Promise<boolean> {
  try {
    await undo();
    return true;
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error) || error instanceof LeaveRun || run.input.stop.second.aborted) throw error;
    left.push(`${what}: ${messageOf(error)}`);
    await run.note('error', { where: `put back ${what}`, code: codeOf(error), message: messageOf(error) });
    return false;
  }
}

/** T8: waits for the first point that the platform's own schedule makes of the restored resource. */
async function protectedAgain(run: Run, context: DrillContext): Promise<void> {
  for (const store of run.stores) {
    await run.journal.once('protected.again', (data) => data.store === store.id, () => waitForPoint(run, context, store));
  }
}

async function waitForPoint(run: Run, context: DrillContext, store: StoreConfig): Promise<{ store: string; at: string | null; point: string | null; why: string }> {
  const back = run.journal.last('put-back.ended', (data) => data.ok);
  const released = back?.data.how === 'recovered' ? run.journal.last('release.passed')?.at : undefined;
  const restored = released ?? back?.at ?? run.clock.nowIso();
  const within = durationSeconds(run.input.config.drill.protectedWithin);
  const until = microsOf(restored) + within * 1e6;
  for (;;) {
    await readPoints(run, context, store, 'end');
    const points = run.journal.last('points.read', (data) => data.store === store.id && data.moment === 'end')?.data.points ?? [];
    const first = points.find((point) => point.madeBy === 'schedule' && point.status === 'completed' && microsOf(point.createdAt) >= microsOf(restored));
    if (first) return { store: store.id, at: first.availableAt, point: first.id, why: 'the first scheduled point of the restored resource' };
    if (run.clock.nowMicros() >= until) return { store: store.id, at: null, point: null, why: `no scheduled point completed within ${within} s of the release` };
    await run.clock.sleepUntil(Math.min(nextLook(run, store), until), context.signal);
  }
}

const LOOK_MICROS = 60e6;
const BUSY_MICROS = 2 * 3600e6;

/** Points appear after the schedule's moments: a look each minute for two hours after one, else at the next one. Logs are shipped all day. */
function nextLook(run: Run, store: StoreConfig): number {
  const now = run.clock.nowMicros();
  if (store.backups.some(followsAllDay)) return now + LOOK_MICROS;
  const moments = store.backups.flatMap((backup) => nextRuns(backup.schedule, isoMicros(now - BUSY_MICROS), 2));
  if (moments.length === 0 || moments.some((at) => at <= now)) return now + LOOK_MICROS;
  return Math.min(...moments) + LOOK_MICROS;
}

/** Also what was cut off half-way, and what a look took for itself: neither need be told by any fact, and discarding what is not there does nothing. */
async function discardCopies(run: Run, context: DrillContext): Promise<void> {
  // Nobody makes anything before the baseline; a run that a guard refused touches nothing.
  if (!run.journal.all('phase.started').some(({ phase }) => phase === '2-baseline')) return;
  for (const store of run.stores) {
    try {
      await run.service(store).safetyCopy.discard(context, store);
    } catch (thrown) {
      const error = await groundOf(run.input.clock, thrown);
      if (isLostGround(error) || run.input.stop.second.aborted) throw error;
      await run.note('error', { where: `discarding the safety copy of ${store.id}`, code: codeOf(error), message: messageOf(error) });
    }
  }
}
