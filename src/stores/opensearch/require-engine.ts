import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { engineGap } from './engine-gap.ts';

/** Ends a run in which nothing could be shown, before anything is broken: throws `engine.missing` with the sandbox's own sentence. */
export async function requireEngine({ targets: { control } }: Pick<DrillContext, 'targets'>): Promise<void> {
  const gap = await engineGap(control);
  if (gap !== null) throw new RedrillError('engine.missing', `OpenSearch cannot be had, so no index could be lost and recovered: ${gap}`, { actor: 'platform' });
}
