import { isoMicros, microsOf } from '#kit/time';
import { matchWitness } from '#measure/match-witness';
import { reading } from './readings.ts';
import type { Run } from './run.ts';
import { lastSignal } from './signals.ts';

/** Reads the provider's own log once it has caught up, and holds it against the journal, both ways. */
export async function callWitness(run: Run): Promise<void> {
  const { trail } = run.input;
  const changes = run.journal.all('effect.intended');
  const [first] = changes;
  if (!trail || !first || run.journal.last('witness.read')) return;
  const last = Math.max(...[...changes, ...run.journal.all('effect.confirmed')].map(({ at }) => microsOf(at)));
  await reading(run, 'the provider\'s log', async () => {
    const caughtUp = last + trail.deliverySeconds * 1e6;
    if (run.clock.nowMicros() < caughtUp) await run.clock.sleepUntil(caughtUp, lastSignal(run));
    // The log tells whole seconds.
    const [from, to] = [isoMicros(microsOf(first.at) - 2e6), isoMicros(last + 2e6)];
    const { calls, gaps, sha256 } = await trail.read(from, to);
    await run.note('witness.read', { from, to, calls: calls.length, sha256, rows: matchWitness(run.input.record.events(), calls), gaps });
  });
}
