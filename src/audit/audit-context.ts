import type { TargetsPort } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import type { Binding, DrillContext } from '#contract/modules';
import { bug, usageError } from '#kit/redrill-error';

export interface AuditContextInput {
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  readonly id: string;
  readonly number: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The resource that a store's pointer leads to, once it is known. */
  resourceOf?(store: string): string | undefined;
  say(text: string): void;
}

/** What probes are handed by an audit: they look, so every effect is a bug. */
export function auditContext({ targets, config, id, number, folder, signal, resourceOf, say }: AuditContextInput): DrillContext {
  const store: DrillContext['store'] = (wanted) => {
    const found = config.platform.stores.find((one) => one.id === wanted);
    if (found === undefined) throw usageError('audit.no-store', `the config names no store ${wanted}; it has ${config.platform.stores.map((one) => one.id).join(', ')}`);
    return found;
  };
  const binding = (wanted: string): Binding => {
    const { account, region, resource, pointer } = store(wanted);
    return { store: wanted, account: config.accounts[account].id, region, resource: resourceOf?.(wanted) ?? resource, pointer };
  };
  return {
    clock: targets.clock, targets, config, signal, store, binding, say,
    run: { id, number, seed: config.seed, folder },
    candidate: binding,
    struckAt: null,
    effect: ({ what }) => { throw bug('audit.effect', `an audit changes nothing, and was about to: ${what}`); },
    effects: () => [],
    modelled: (_model, _amount, work) => work(),
  };
}
