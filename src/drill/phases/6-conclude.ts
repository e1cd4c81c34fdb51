import type { DrillEnd } from '../run-drill.ts';
import type { Run } from '../run.ts';
import { isLostGround, codeOf, messageOf } from '../stop-run.ts';

/** Gives the lease back and writes the last fact; measuring, judging and rendering read the record from here on. */
export async function conclude(run: Run, forward: DrillEnd): Promise<void> {
  await releaseLease(run);
  const reached = run.journal.all('effect.intended').some((event) => event.phase === '3-disrupt') ? 'fault' : 'before-fault';
  await run.journal.once('run.ended', () => true, async () => ({ reached, end: forward.end, reason: forward.reason }));
  await run.input.record.flush();
}

async function releaseLease(run: Run): Promise<void> {
  const taken = run.journal.last('lease.taken');
  if (!taken || run.journal.last('lease.released')) return;
  try {
    await run.input.lease.release(taken.data.token);
    await run.note('lease.released', { token: taken.data.token });
  } catch (error) {
    if (isLostGround(error)) throw error;
    await run.note('error', { where: 'releasing the lease', code: codeOf(error), message: messageOf(error) });
  }
}
