import type { AnchorText } from '#contract/evidence';
import { sha256 } from '#kit/digest';
import type { Run } from './run.ts';
import { groundOf, isLostGround, messageOf } from './stop-run.ts';

/**
 * Writes plan, number and list of attempts where the operator cannot rewrite them, before anything is broken, so that a bad run cannot be made
 * to vanish. A run that cannot be announced goes on and says so: it proves less, and harms nobody.
 */
export async function announce(run: Run): Promise<void> {
  const { anchor, started } = run.input;
  const plan = run.journal.last('plan.made');
  if (!anchor || !plan || run.journal.last('anchor.written')) return;
  try {
    const text: AnchorText = { schema: 'redrill.anchor/1', run: started.id, number: started.number, planHash: plan.data.planHash, ledgerHead: await anchor.ledgerHead(), at: run.clock.nowIso(), signer: started.signer ?? null };
    const line = `${JSON.stringify(text)}\n`;
    const place = await anchor.write(started.id, line);
    await run.note('anchor.written', { ...place, sha256: sha256(line) }, { durable: true });
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error)) throw error;
    const cause = 'evidence.no-anchor';
    await run.journal.once('finding', (data) => data.cause === cause, async () => ({ cause, store: null, severity: 'medium' as const, title: 'The run was not announced before its fault', detail: messageOf(error), claim: null, edit: null }));
  }
}
