import type { StoreConfig } from '#contract/config.schema';
import type { BeaconLine, RecoveryPointFact } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { durationSeconds } from '#kit/durations';
import { seededRandom } from '#kit/random';
import { isoMicros, microsOf } from '#kit/time';
import { mergeLedger } from '#measure/beacon-ledger';
import { FoundSet } from '#measure/found-set';
import { madeInSilence } from '#measure/made-in-silence';
import { type BeaconWriter, startBeacons } from '../beacon-writer.ts';
import { clockControl, runControls } from '../controls.ts';
import { contextFor } from '../context.ts';
import { reading, readPoints, readPosture } from '../readings.ts';
import { tryJourneys } from '../journeys.ts';
import { askOwnChecks } from '../own-checks.ts';
import type { Run } from '../run.ts';
import { anySignal, stopIfAsked, unlessStopped } from '../signals.ts';
import { StopRun, messageOf } from '../stop-run.ts';
import { faultsOf } from './1-prepare.ts';

/** Minutes before the strike in which the last readings are taken; the strike is never drawn closer to a point than this. */
const LEAD_SECONDS = 30 * 60;

/** Shows that everything is well, learns what is expected back, proves that the checks can say no, and draws the strike. */
export async function baseline(run: Run): Promise<void> {
  const context = contextFor(run, anySignal(run));
  await clockControl(run, context);
  for (const store of run.stores) await importHistory(run, context, store);
  await withBeacons(run, context, async (writers) => {
    await steady(run, context);
    for (const store of run.stores) await readPoints(run, context, store, 'baseline');
    const strike = await drawStrike(run);
    for (const writer of writers) writer.setStrike(strike);
    await unlessStopped(run, run.clock.sleepUntil(strike - LEAD_SECONDS * 1e6, context.signal));
    await sabotage(run, context);
    for (const store of run.stores) await lastReadings(run, context, store);
    await runControls(run, context);
    await stopIfAsked(run);
  });
}

/** Beacons run in this phase and again in the next one up to the fault; numbers go on where they stopped. */
async function withBeacons(run: Run, context: DrillContext, work: (writers: readonly BeaconWriter[]) => Promise<void>): Promise<void> {
  const writers = await Promise.all(run.stores.map((store) => startBeacons(run, context, store)));
  try {
    await work(writers);
  } finally {
    for (const writer of writers) await writer.stop();
  }
}

/** Earlier beacons reach back over the platform's points. What an earlier loss took is left out: this strike cannot lose it again. */
async function importHistory(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  if (run.journal.last('history.imported', (data) => data.store === store.id)) return;
  const read = await run.service(store).beacons.read(context, run.bindings.bound(store.id));
  const there = new FoundSet(read.found);
  let known = 0;
  const present = async function* (): AsyncGenerator<BeaconLine> {
    for await (const line of run.input.history(store.id)) {
      if (line.kind === 'acked') known += 1;
      if (there.has(line.series, line.seq)) yield line;
    }
  };
  await run.input.record.importBeacons(store.id, present());
  const count = read.found.flatMap((series) => series.ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  await run.note('history.imported', { store: store.id, known, present: count });
}

/** The service must be healthy for the configured time on end; anything else ends the run before anything is broken. */
async function steady(run: Run, context: DrillContext): Promise<void> {
  if (run.journal.last('baseline.steady')) return;
  const since = run.clock.nowIso();
  const until = run.clock.nowMicros() + durationSeconds(run.input.config.drill.steadyFor) * 1e6;
  let readings = 0;
  for (;;) {
    await stopIfAsked(run);
    for (const store of run.stores) {
      const reading = await run.service(store).canary.run(context, store);
      readings += 1;
      await run.note('probe.read', { store: store.id, probe: 'canary', result: reading.result, detail: reading.detail });
      if (reading.result !== 'pass') throw new StopRun('aborted', `the baseline is not steady: canary of ${store.id} says ${reading.result} (${reading.detail})`);
    }
    if (run.clock.nowMicros() >= until) break;
    await unlessStopped(run, run.clock.sleep(30_000, context.signal));
  }
  const unwell = (await askOwnChecks(run, { tag: 'release', moment: 'baseline' }, context.signal)) ?? (await askOwnChecks(run, { tag: 'audit', moment: 'baseline' }, context.signal)) ?? (await tryJourneys(run, 'baseline', context.signal));
  await stopIfAsked(run);
  if (unwell !== null) throw new StopRun('aborted', `the baseline is not steady: ${unwell}`);
  await run.note('baseline.steady', { since, readings });
}

/**
 * The strike falls after the platform's newest point by an offset drawn uniformly over the backup interval, so that it tests no lucky
 * moment. A moment that has passed moves by whole intervals and so follows a later point. What a point holds can only be read when
 * beacons were written around it: a rehearsal, whose days are cheap, waits until two such points exist.
 */
async function drawStrike(run: Run): Promise<number> {
  const event = await run.journal.once('strike.chosen', () => true, async () => {
    const every = Math.max(1, ...run.stores.flatMap((store) => store.backups.map((backup) => durationSeconds(backup.every))));
    const set = run.input.config.strike.offset;
    const draw = seededRandom(`${run.input.started.seed}/${run.input.started.id}/strike`)();
    // A schedule shorter than the lead leaves no room before its next point: the draw then covers one interval after the lead.
    const offset = set === null ? Math.round(LEAD_SECONDS + draw * (every > LEAD_SECONDS ? every - LEAD_SECONDS : every)) : durationSeconds(set);
    const newest = newestPoint(run, rarest(run, every));
    const base = newest?.availableAt ?? run.clock.nowIso();
    let at = microsOf(base) + offset * 1e6;
    const earliest = run.clock.nowMicros() + LEAD_SECONDS * 1e6;
    while (at < earliest) at += every * 1e6;
    const lacking = run.input.started.target.pace === 'fast' ? 2 - (await measurablePoints(run)) : 0;
    while (at < microsOf(base) + lacking * every * 1e6) at += every * 1e6;
    return { after: base, offsetSeconds: offset, at: isoMicros(at), how: set === null ? 'drawn' as const : 'set' as const, seed: run.input.started.seed };
  });
  return microsOf(event.data.at);
}

/** Of several stores those whose points are made least often: between two of theirs the strike may fall anywhere, the others have one at any moment. */
function rarest(run: Run, everySeconds: number): ReadonlySet<string> {
  return new Set(run.stores.filter((store) => store.backups.length === 0 || store.backups.some((backup) => durationSeconds(backup.every) === everySeconds)).map((store) => store.id));
}

function newestPoint(run: Run, stores: ReadonlySet<string>): RecoveryPointFact | undefined {
  const points = run.journal.all('points.read').filter((event) => stores.has(event.data.store)).flatMap((event) => event.data.points);
  return points.filter((point) => point.status === 'completed' && point.madeBy === 'schedule' && point.availableAt !== null).sort((a, b) => (String(a.availableAt) < String(b.availableAt) ? -1 : 1)).at(-1);
}

/** How many points, counted back from the newest, were made while beacons were being written; the fewest of any store. */
async function measurablePoints(run: Run): Promise<number> {
  // A store that has no point at all will not have two for waiting.
  const backedUp = run.stores.filter((store) => run.journal.last('points.read', (data) => data.store === store.id)?.data.points.some(({ madeBy }) => madeBy === 'schedule'));
  if (backedUp.length === 0) return 2;
  const counts = await Promise.all(backedUp.map(async (store) => {
    const lines: BeaconLine[] = [];
    for await (const line of run.input.record.beacons(store.id)) lines.push(line);
    const ledger = mergeLedger(lines);
    const points = run.journal.last('points.read', (data) => data.store === store.id)?.data.points ?? [];
    const scheduled = points.filter((point) => point.status === 'completed' && point.madeBy === 'schedule');
    const made = scheduled.map((point) => microsOf(point.createdAt)).sort((x, y) => x - y);
    const silent = (at: number): boolean => madeInSilence(ledger, at, run.input.started.beacon.everySeconds);
    // What the provider claims of a point needs no beacons around it but for the one that is restored, where they prove it.
    const newest = made.at(-1);
    if (newest !== undefined && scheduled.every((point) => point.claimedUntil !== undefined)) return silent(newest) ? 1 : made.length;
    return made.length - 1 - made.findLastIndex(silent);
  }));
  return Math.min(...counts);
}

async function sabotage(run: Run, context: DrillContext): Promise<void> {
  const { mutation, variant } = run;
  const [first] = run.stores;
  const store = run.spoilt ?? first;
  if (!store || !first) return;
  if (mutation && !run.journal.last('mutation.applied', (data) => data.mutation === mutation.id)) {
    const detail = mutation.sabotage ? await mutation.sabotage(context, store) : `wraps ${[mutation.step ?? 'a check'].flat().join(' or ')}`;
    await run.note('mutation.applied', { mutation: mutation.id, kind: mutation.kind, detail, store: store.id }, { durable: true });
  }
  if (variant?.prepare) context.say(await variant.prepare(context, first));
}

/** The last look before the strike: points, posture, content, and the harness's own copy for put-back. */
async function lastReadings(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  const binding = run.bindings.bound(store.id);
  await readPoints(run, context, store, 'baseline');
  await readPosture(run, context, store, 'baseline');
  await run.journal.once('manifest.taken', (data) => data.store === store.id, async () => {
    const manifest = await run.service(store).content.takeManifest(context, binding);
    if (!manifest.complete) throw new StopRun('aborted', `the content of ${store.id} could not be read to the end, so nobody could say what is expected back`);
    const { file, sha256, rows, bytes, frozenAt } = manifest;
    return { store: store.id, file, sha256, rows, bytes, frozenAt };
  });
  await reading(run, `what witnesses of ${store.id} compare with`, async () => run.service(store).witnesses?.keep(context, binding));
  // What can be undone takes nothing away that would have to be brought back.
  if (faultsOf(run).every(({ fault }) => fault.nature === 'reversible')) return;
  const safety = await run.journal.once('safety-copy.made', (data) => data.store === store.id, async () => {
    try {
      return { store: store.id, ...(await run.service(store).safetyCopy.make(context, binding)) };
    } catch (error) {
      throw new StopRun('refused', `no safety copy of ${store.id}, so nothing may be destroyed: ${messageOf(error)}`, error);
    }
  });
  if (!safety.data.verified) throw new StopRun('refused', `the safety copy of ${store.id} (${safety.data.where}) does not hold everything the store holds, so nothing may be destroyed`);
}
