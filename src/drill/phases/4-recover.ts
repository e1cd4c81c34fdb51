import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import type { RunbookStep } from '#contract/runbook';
import { durationSeconds } from '#kit/durations';
import { microsOf } from '#kit/time';
import { audit } from '../audit.ts';
import { contextFor } from '../context.ts';
import { withDeadline } from '../deadline.ts';
import { reading } from '../readings.ts';
import type { Run } from '../run.ts';
import { lastSignal } from '../signals.ts';
import { followRunbook } from '../follow-runbook.ts';
import { markOf, storeOf } from '../steps.ts';
import { isLostGround, mustStand } from '../stop-run.ts';
import { tryJourneys } from '../journeys.ts';
import { endLoad } from '../load-watch.ts';
import { askOwnChecks } from '../own-checks.ts';
import { proveIdentities } from './1-prepare.ts';

/** Follows the document to its release check, sees the service work and stay working, then looks at everything. */
export async function recover(run: Run): Promise<void> {
  await proveIdentities(run);
  const seconds = durationSeconds(run.input.config.drill.recoverWithin);
  const from = microsOf(run.journal.last('declared')?.at ?? run.clock.nowIso());
  await withDeadline(run.clock, { seconds, from, outer: lastSignal(run), name: 'recovery' }, async ({ signal, passed }) => {
    const context = contextFor(run, signal);
    if (await restored(run, context)) await serviceWorks(run, context);
    await endLoad(run);
    if (passed()) await run.journal.once('deadline', (data) => data.phase === '4-recover', async () => ({ phase: '4-recover', afterSeconds: seconds }));
  });
  await audit(run, contextFor(run, lastSignal(run)));
}

/** Follows the document. True when every release check passed. */
async function restored(run: Run, context: DrillContext): Promise<boolean> {
  const whole = await followRunbook(run, context, run.input.runbook, async (step) => {
    if (markOf(run, step) === 'release-check') await noteRelease(run, context);
    await servesAlready(run, context);
  });
  return whole && run.journal.last('release.passed') !== undefined;
}

/** T5: the moment the last release check passed, of the document and of the user's own. */
async function noteRelease(run: Run, context: DrillContext): Promise<void> {
  const checks = run.input.runbook.steps.filter((step) => markOf(run, step) === 'release-check');
  const passed = checks.filter((step) => run.journal.last('step.ended', (data) => data.n === step.n && data.outcome === 'done'));
  if (passed.length < checks.length || run.journal.last('release.passed')) return;
  if ((await askOwnChecks(run, { tag: 'release', moment: 'recovered' }, context.signal)) !== null) return;
  await run.journal.once('release.passed', () => true, async () => ({ checks: checks.length, ...releasedWhen(run, checks) }));
}

/** Of several stores each is released when the last check about it has passed; checks about the whole belong to all. */
function releasedWhen(run: Run, checks: readonly RunbookStep[]): { readonly stores?: Readonly<Record<string, string>> } {
  if (run.stores.length < 2) return {};
  const ended = ({ n }: RunbookStep): string => run.journal.last('step.ended', (data) => data.n === n)?.at ?? '';
  return { stores: Object.fromEntries(run.stores.flatMap(({ id }) => {
    const last = checks.filter((step) => [null, id].includes(storeOf(step))).map(ended).sort().at(-1);
    return last === undefined ? [] : [[id, last]];
  })) };
}

/** A store whose part of the document is over serves its users, whether or not the others are still being restored. */
async function servesAlready(run: Run, context: DrillContext): Promise<void> {
  for (const store of run.stores) {
    const own = run.input.runbook.steps.filter((step) => storeOf(step) === store.id);
    const left = run.input.runbook.steps.some((step) => !run.journal.last('step.ended', (data) => data.n === step.n));
    const over = own.length > 0 && own.every((step) => run.journal.last('step.ended', (data) => data.n === step.n));
    if (left && over && !run.journal.last('service.read', (data) => data.store === store.id)) await canary(run, context, store);
  }
}

/** T6: reads and writes through the pointer succeed for every store, users can work, and both still hold after the soak. */
async function serviceWorks(run: Run, context: DrillContext): Promise<void> {
  if (run.journal.last('soak.ended')) return;
  if (!(await untilHealthy(run, context))) return;
  const seconds = durationSeconds(run.input.config.drill.soak);
  const until = run.clock.nowMicros() + seconds * 1e6;
  while (run.clock.nowMicros() < until) {
    if (!(await pause(run, context, 60_000))) return;
    const sick = await canaries(run, context);
    if (sick !== null) {
      await run.note('soak.ended', { ok: false, seconds: 0, detail: sick });
      return;
    }
  }
  const wrong = await tryJourneys(run, 'end', context.signal);
  if (wrong !== null) {
    await run.note('soak.ended', { ok: false, seconds, detail: wrong });
    return;
  }
  await run.note('soak.ended', { ok: true, seconds, detail: 'reads and writes through the pointer kept working' });
}

/** Users try again after these; each try costs real time, so they are few. */
const TRY_AGAIN_MS: readonly number[] = [5_000, 30_000, 120_000, 600_000];

async function untilHealthy(run: Run, context: DrillContext): Promise<boolean> {
  for (let tries = 0;;) {
    const well = (await canaries(run, context)) === null;
    if (well && (await tryJourneys(run, 'recovered', context.signal)) === null) return true;
    const again = well ? TRY_AGAIN_MS[tries] : 5000;
    if (again === undefined || !(await pause(run, context, again))) return false;
    tries += well ? 1 : 0;
  }
}

/** False when the deadline or a second signal ended the wait. */
async function pause(run: Run, context: DrillContext, ms: number): Promise<boolean> {
  try {
    await run.clock.sleep(ms, context.signal);
    return true;
  } catch (error) {
    if (isLostGround(error) || run.input.stop.second.aborted) throw error;
    return false;
  }
}

/** One canary per store; null when all are well, else what is wrong. */
async function canaries(run: Run, context: DrillContext): Promise<string | null> {
  let sick: string | null = null;
  for (const store of run.stores) {
    const found = await canary(run, context, store);
    sick ??= found;
  }
  return sick;
}

async function canary(run: Run, context: DrillContext, store: StoreConfig): Promise<string | null> {
  const first = !run.journal.last('service.read', (data) => data.store === store.id && data.healthy === true);
  let detail = 'the canary could not be run';
  await reading(run, `canary of ${store.id}`, async () => {
    const read = await run.service(store).canary.run(context, store);
    if (read.result === 'unknown') await mustStand(run.input.clock);
    const healthy = read.result === 'unknown' ? null : read.result === 'pass';
    await run.note('service.read', { store: store.id, healthy, first: first && healthy === true, how: 'canary', detail: read.detail });
    detail = healthy === true ? '' : read.detail;
  });
  return detail === '' ? null : `${store.id}: ${detail}`;
}
