import type { DrillEnd } from '../run-drill.ts';
import type { Run } from '../run.ts';
import { codeOf, groundOf, isLostGround, messageOf } from '../stop-run.ts';

/** Gives the lease back and writes the last fact; measuring, judging and rendering read the record from here on. */
export async function conclude(run: Run, forward: DrillEnd): Promise<void> {
  await releaseLease(run);
  const reached = run.journal.all('effect.intended').some((event) => event.phase === '3-disrupt') ? 'fault' : 'before-fault';
  await run.journal.once('run.ended', () => true, async () => ({ reached, end: forward.end, reason: forward.reason }));
  await run.input.record.flush();
}

/** Gives the lease back if this run holds it; another run may begin. */
export async function releaseLease(run: Run): Promise<void> {
  const taken = run.journal.last('lease.taken');
  if (!taken || (run.journal.last('lease.released')?.seq ?? 0) > taken.seq) return;
  try {
    await run.input.lease.release(taken.data.token);
    await run.note('lease.released', { token: taken.data.token });
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error)) throw error;
    await run.note('error', { where: 'releasing the lease', code: codeOf(error), message: messageOf(error) });
  }
}
