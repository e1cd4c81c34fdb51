import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, FaultModule } from '#contract/modules';
import { microsOf } from '#kit/time';
import { startBeacons } from '../beacon-writer.ts';
import { contextFor } from '../context.ts';
import { declare } from '../declare.ts';
import { askAlarmsBefore } from '../notice.ts';
import { beginLoad } from '../load-watch.ts';
import type { Run } from '../run.ts';
import { anySignal, stopIfAsked, unlessStopped } from '../signals.ts';
import { StopRun, groundOf, isLostGround } from '../stop-run.ts';
import { watchFault } from '../watch-fault.ts';
import { faultsOf, proveIdentities } from './1-prepare.ts';

/** Breaks it, sees that it is broken, waits until people would have noticed and decided. */
export async function disrupt(run: Run): Promise<void> {
  const context = contextFor(run, anySignal(run));
  await beforeTheStrike(run);
  const writers = await Promise.all(run.stores.map((store) => startBeacons(run, context, store)));
  try {
    const strike = run.journal.last('strike.chosen');
    if (!broken(run) && strike) {
      const at = microsOf(strike.data.at);
      for (const writer of writers) writer.setStrike(at);
      await unlessStopped(run, run.clock.sleepUntil(at, context.signal));
      await unlessStopped(run, askAlarmsBefore(run, context.signal));
      await beginLoad(run);
      await stopIfAsked(run);
    }
    for (const { fault, args, store } of faultsOf(run)) await strikeOnce(run, context, { fault, args, store });
  } finally {
    for (const writer of writers) await writer.stop();
  }
  const [store] = run.stores;
  if (run.variant?.afterStrike && store) context.say(await run.variant.afterStrike(context, store));
  await declare(run, context);
}

/** A first signal from here on stops further breaking, not the recovery. */
function broken(run: Run): boolean {
  return run.journal.all('effect.intended').some((event) => event.phase === '3-disrupt');
}

/** Without a finished recovery point outside the blast radius nothing may be destroyed. */
async function beforeTheStrike(run: Run): Promise<void> {
  if (broken(run)) return;
  await proveIdentities(run);
  const faults = faultsOf(run);
  const undone = faults.every(({ fault }) => fault.nature === 'reversible');
  const lostRegions = faults.flatMap(({ fault, args }) => fault.strikesRegion?.(args) ?? []);
  for (const store of run.stores) {
    const read = run.journal.last('points.read', (data) => data.store === store.id)?.data;
    const finished = read?.points.some((point) => point.status === 'completed') ?? false;
    const ok = finished && read?.outsideBlastRadius === true && store.backups.some(({ region }) => !lostRegions.includes(region));
    if (!ok && undone) {
      // Nothing is destroyed: the drill may show what becomes of a store that has no way back.
      await noCopy(run, store);
      continue;
    }
    const detail = ok ? `${store.id} has a finished recovery point outside the blast radius` : `${store.id} has no finished recovery point outside the blast radius: destroying it would be a loss, not a drill`;
    await run.note('guard.checked', { guard: `recovery-point ${store.id}`, ok, detail });
    if (!ok) throw new StopRun('refused', detail);
  }
}

/** Named before anything is cut: no recovery can bring this store back. */
async function noCopy(run: Run, { id }: StoreConfig): Promise<void> {
  const cause = `no-point.${id}`;
  run.input.progress.say(`${id} has no finished recovery point outside what will be cut: it cannot come back until the cut is over`);
  await run.journal.once('finding', (data) => data.cause === cause, async () => ({ cause, store: id, severity: 'high' as const, title: `${id} has no copy outside the disaster`, detail: `No finished recovery point of ${id} lay outside the blast radius before the fault: it could not be recovered elsewhere.`, claim: 'DR-C7', edit: null }));
}

/** An injection that was cut short stays so: a resume recovers from what was broken and breaks nothing more. */
function calledOff(run: Run, strike: Strike): boolean {
  return run.journal.last('error', (data) => data.code === 'fault.incomplete' && data.where === placeOf(strike)) !== undefined;
}

function placeOf({ fault, store }: Strike): string {
  return `fault ${fault.id} on ${store}`;
}

interface Strike {
  readonly fault: FaultModule<unknown>;
  readonly args: unknown;
  readonly store: string;
}

/** Injects one fault while watching from a user's side when it bites. */
async function strikeOnce(run: Run, context: DrillContext, strike: Strike): Promise<void> {
  const { fault, store } = strike;
  // Seen to bite before the run was killed, it may still be only half done: what is not confirmed is finished.
  if (run.journal.last('fault.observed', (data) => data.fault === fault.id && data.store === store)) return injectRest(run, context, strike);
  if (calledOff(run, strike) && run.journal.last('fault.not-observed', (data) => data.fault === fault.id && data.store === store)) return;
  if (!run.journal.last('fault.requested', (data) => data.fault === fault.id && data.store === store)) await run.note('fault.requested', { fault: fault.id, store }, { durable: true });
  const watch = watchFault(run, context, strike);
  try {
    await injectRest(run, context, strike);
  } catch (error) {
    await watch.stop();
    throw error;
  }
  await watch.seen();
}

/** All that is not confirmed yet; once something is broken a failure ends the breaking and not the run. */
async function injectRest(run: Run, context: DrillContext, strike: Strike): Promise<void> {
  if (calledOff(run, strike)) return;
  try {
    await strike.fault.inject(context, strike.args);
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error) || run.input.stop.second.aborted || !broken(run)) throw error;
    await run.note('error', { where: placeOf(strike), code: 'fault.incomplete', message: error instanceof Error ? error.message : String(error) });
  }
}
