import type { ControlPort } from '#contract/aws';

interface EngineStatus {
  readonly opensearch?: { readonly gap?: string | null };
}

/** Why this machine cannot run a search domain, in the sandbox's own sentence; null when it can. On AWS there is always an engine. */
export async function engineGap(control: ControlPort | null): Promise<string | null> {
  if (control === null) return null;
  const { opensearch } = (await control.call('engine-status')) as EngineStatus;
  return opensearch?.gap ?? null;
}
