import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { FoundSet } from '#measure/found-set';
import { RedrillError } from '#kit/redrill-error';
import { followRunbook } from './follow-runbook.ts';
import { faultsOf } from './phases/1-prepare.ts';
import type { Run } from './run.ts';
import { messageOf } from './stop-run.ts';

/** Marks written to each store before the way back: it may lose none of them. */
const AWAY_MARKS = 3;

/** A recovery took the stores to another region, and they are still there. */
export function isAway(run: Run): boolean {
  return run.stores.some((store) => run.bindings.bound(store.id).region !== store.region);
}

/**
 * Brings the platform back to where it was: by the document of the way back where there is one and something was recovered to bring, else
 * users are led back to what the disaster left there. Resolves with how; throws when the way back failed, after users were led home.
 */
export async function goHome(run: Run, context: DrillContext): Promise<'failed-back' | 'sent-home'> {
  const { failback } = run.input;
  if (failback === null || run.journal.last('soak.ended')?.data.ok !== true) {
    await sendHome(run, context);
    return 'sent-home';
  }
  const wrong = await failBack(run, context);
  if (wrong === null) return 'failed-back';
  await sendHome(run, context);
  throw new RedrillError('failback.failed', `the way back (${failback.path}) failed: ${wrong}; users were led back to ${homes(run)} as it was before the disaster`, { actor: 'platform' });
}

/** Null when it ended well, else what was wrong. A second attempt after a kill goes on where the first one stood. */
async function failBack(run: Run, context: DrillContext): Promise<string | null> {
  const { failback } = run.input;
  if (failback === null) return 'there is no document of a way back';
  const known = run.journal.last('failback.ended');
  if (known) return known.data.ok ? null : known.data.detail;
  const begun = failback.steps.some(({ n }) => run.journal.last('step.started', (data) => data.n === n));
  if (!begun) for (const store of run.stores) await markAway(run, context, store);
  const done = await followRunbook(run, context, failback);
  const detail = done ? await lostOnTheWay(run, context) : stoppedAt(run);
  await run.note('failback.ended', { ok: detail === null, detail: detail ?? `every mark written in ${run.stores.length} stores before the way back was found at home` }, { durable: true });
  return detail;
}

function stoppedAt(run: Run): string {
  const failed = run.journal.all('step.ended').findLast(({ phase, data }) => phase === '5-put-back' && data.outcome === 'failed')?.data;
  return failed ? `step ${failed.n}: ${failed.note ?? failed.code ?? 'no detail'}` : 'it was stopped before its end';
}

async function markAway(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  const { beacons } = run.service(store);
  const [series, ledger, binding] = [awaySeries(run), awayLedger(store.id), run.bindings.bound(store.id)];
  for (let seq = 1; seq <= AWAY_MARKS; seq += 1) {
    const sentAt = run.clock.nowIso();
    run.input.record.beacon(ledger, { kind: 'sent', series, seq, at: sentAt });
    const kept = await beacons.write(context, binding, { series, seq, sentAt });
    run.input.record.beacon(ledger, { kind: 'acked', series, seq, at: run.clock.nowIso(), ...(kept ? { committedAt: kept.committedAt } : {}) });
  }
  await beacons.rest?.(context, binding);
}

/** Null when every acknowledged mark of the time away is found at home. */
async function lostOnTheWay(run: Run, context: DrillContext): Promise<string | null> {
  const wrong: string[] = [];
  for (const store of run.stores) {
    const found = new FoundSet((await run.service(store).beacons.read(context, run.bindings.bound(store.id))).found);
    let [acked, lost] = [0, 0];
    for await (const line of run.input.record.beacons(awayLedger(store.id))) {
      if (line.kind !== 'acked') continue;
      acked += 1;
      if (!found.has(line.series, line.seq)) lost += 1;
    }
    if (lost > 0 || acked === 0) wrong.push(acked === 0 ? `nothing was marked in ${store.id} before it` : `${lost} of ${acked} marks written to ${store.id} before it are not there`);
  }
  return wrong.length === 0 ? null : wrong.join('; ');
}

/** Users go back to what stands at home; what was written elsewhere meanwhile stays there. */
async function sendHome(run: Run, context: DrillContext): Promise<void> {
  const wrong: string[] = [];
  for (const { fault, args } of faultsOf(run)) {
    try {
      await fault.sendHome?.(context, args);
    } catch (error) {
      wrong.push(messageOf(error));
    }
  }
  for (const store of run.stores) {
    const { region } = run.bindings.bound(store.id);
    if (region !== store.region) await run.note('binding.changed', { store: store.id, kind: 'relocated', from: region, to: store.region, by: 'put back' });
  }
  if (wrong.length > 0) throw new RedrillError('put-back.entry', `users could not be led home: ${[...new Set(wrong)].join('; ')}`, { actor: 'platform' });
}

function homes(run: Run): string {
  return [...new Set(run.stores.map(({ region }) => region))].join(', ');
}

function awaySeries(run: Run): string {
  const { id, token } = run.input.started;
  return `${token === undefined ? id : `${id}-${token}`}-away`;
}

function awayLedger(store: string): string {
  return `${store}.away`;
}
