import type { BegunEffect, Effect } from '#contract/modules';
import { refusal } from '#kit/redrill-error';
import type { Run } from './run.ts';
import { LeaveRun, codeOf, isLostGround, messageOf } from './stop-run.ts';

/**
 * Carries out one change of the world so that a kill anywhere is safe:
 * a confirmed effect is never repeated; an intended one is looked for before it is tried again; nothing acts after a failed journal write.
 */
export async function runEffect<T>(run: Run, effect: Effect<T>, signal: AbortSignal): Promise<T> {
  const confirmed = run.journal.last('effect.confirmed', (data) => data.effect === effect.id);
  if (confirmed) return confirmed.data.result as T;
  const intended = run.journal.last('effect.intended', (data) => data.effect === effect.id);
  if (intended) {
    const before = await effect.probe();
    if (before !== undefined) return confirm(run, effect, 'probe', before);
  }
  // Named by the effect, not counted: lanes intend at the same moment.
  const token = intended?.data.token ?? `${run.input.started.id}/${effect.id}`;
  if (effect.destructive) await mayDestroy(run, effect.what, signal);
  if (!intended) {
    await run.crash(`before-intent ${effect.id}`);
    await run.note('effect.intended', { effect: effect.id, token, destructive: effect.destructive, what: effect.what }, { durable: true });
  }
  await run.crash(`before-act ${effect.id}`);
  const result = await act(run, effect, token);
  await run.crash(`after-act ${effect.id}`);
  return confirm(run, effect, 'act', result);
}

/** What the journal says of every effect of this run: later phases tell by it what is this run's own doing. */
export function begunEffects(run: Run): readonly BegunEffect[] {
  const confirmed = new Map(run.journal.all('effect.confirmed').map(({ data }) => [data.effect, data.result]));
  return run.journal.all('effect.intended').map(({ data: { effect } }) => ({ id: effect, done: confirmed.has(effect), result: confirmed.get(effect) }));
}

/** The last look before anything is destroyed: signal, lease, and the stop file, which stops breaking but never recovery. */
async function mayDestroy(run: Run, what: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const breaking = run.input.record.phase() < '4';
  const stopFile = await run.input.stopped();
  if (breaking && stopFile !== null) throw refusal('guard.stop-file', `${what}: stopped, because the stop file ${stopFile} exists; remove it to allow drills again`);
  await run.input.lease.check(run.leaseToken);
}

async function act<T>(run: Run, effect: Effect<T>, token: string): Promise<T> {
  try {
    return await effect.act(token);
  } catch (error) {
    if (!isLostGround(error) && !(error instanceof LeaveRun)) await run.note('effect.failed', { effect: effect.id, code: codeOf(error), message: messageOf(error) });
    throw error;
  }
}

async function confirm<T>(run: Run, effect: Effect<T>, by: 'act' | 'probe', result: T): Promise<T> {
  await run.note('effect.confirmed', { effect: effect.id, by, result: result ?? null }, { durable: true });
  await run.crash(`after-confirm ${effect.id}`);
  return result;
}
