import type { Run } from './run.ts';
import { reading } from './readings.ts';

interface Asking {
  readonly tag: 'release' | 'audit';
  readonly moment: 'baseline' | 'recovered';
  /** Ids of checks that the record has an answer of already. */
  readonly asked?: ReadonlySet<string>;
}

/** Asks the user's own checks of one tag; null when each says pass or there are none, else what the first other one said. */
export async function askOwnChecks(run: Run, { tag, moment, asked }: Asking, signal: AbortSignal): Promise<string | null> {
  const { ownChecks } = run.input;
  if (ownChecks === null) return null;
  let wrong: string | null = 'the own checks could not be asked';
  await reading(run, `own checks (${tag})`, async () => {
    const regions = new Map(run.stores.map(({ id }) => [id, run.bindings.bound(id).region]));
    const read = await ownChecks.run(tag, signal, { ...(asked === undefined ? {} : { asked }), regions });
    for (const one of read) await run.note('own-check.read', { ...one, tag, moment });
    const bad = read.find(({ result }) => result !== 'pass');
    wrong = bad === undefined ? null : `own check "${bad.id}" says ${bad.result}: ${bad.detail}`;
  });
  return wrong;
}
