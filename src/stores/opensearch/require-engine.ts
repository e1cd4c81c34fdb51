import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';

interface EngineStatus {
  readonly opensearch?: { readonly gap?: string | null };
}

/** Ends a run in which nothing could be shown, before anything is broken: throws `engine.missing` with the sandbox's own sentence. On AWS there is always an engine. */
export async function requireEngine({ targets: { control } }: Pick<DrillContext, 'targets'>): Promise<void> {
  if (control === null) return;
  const { opensearch } = (await control.call('engine-status')) as EngineStatus;
  const gap = opensearch?.gap ?? null;
  if (gap !== null) throw new RedrillError('engine.missing', `OpenSearch cannot be had, so no index could be lost and recovered: ${gap}`, { actor: 'platform' });
}
