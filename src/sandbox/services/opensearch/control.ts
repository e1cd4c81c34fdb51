import { usageError } from '#kit/redrill-error';
import type { ProxyFault } from '../../proxy/tcp-proxy.ts';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import type { AutomatedSnapshot } from './automated-rows.ts';
import { damageAutomated } from './damage-automated.ts';
import { dataPlaneOf } from './data-plane-of.ts';
import { enginesOf } from './engines-of.ts';
import { errors } from './errors.ts';
import type { Domain } from './model.ts';
import { stateOf } from './state.ts';

type Params = Readonly<Record<string, unknown>>;

/** What the control port can ask of OpenSearch Service, below its API; `contract/control.ts` lists the methods. */
export function opensearchControl(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  return {
    'engine-status': async () => ({ opensearch: await engineStatus(context) }),
    'damage-automated-snapshot': async (params) => {
      const { mode } = params;
      if (mode !== 'empty' && mode !== 'swap') throw usageError('control.bad-params', `damage-automated-snapshot: mode must be "empty" or "swap", not ${JSON.stringify(mode)}`);
      const domain = requireDomain(context, params);
      const row = requireSnapshot(context, domain, textOf(params, 'snapshot'));
      await damageAutomated(context, domain, { row, other: mode === 'swap' ? requireSnapshot(context, domain, textOf(params, 'other')) : null });
      return {};
    },
    'domain-fault': (params) => {
      dataPlaneOf(context).setFault(requireDomain(context, params).ref, faultOf(params['fault']));
      return {};
    },
  };
}

async function engineStatus(context: SandboxContext): Promise<object> {
  const state = stateOf(context.catalogue);
  const engines = enginesOf(context);
  const gap = await engines.gap();
  return {
    gap,
    domains: state.domains.all().map(({ account, region, name, ref }) => ({ account, region, domainName: name, ...engines.status(ref), automatedSnapshots: state.automated.list(ref).length, automatedFailure: state.data.failure(ref) || null })),
  };
}

function requireDomain(context: SandboxContext, params: Params): Domain {
  const domain = stateOf(context.catalogue).domains.find({ account: textOf(params, 'account'), region: textOf(params, 'region') }, textOf(params, 'domainName'));
  if (!domain) throw errors.notFound(textOf(params, 'domainName'));
  return domain;
}

function requireSnapshot(context: SandboxContext, { ref, name: domain }: Domain, name: string): AutomatedSnapshot {
  const row = stateOf(context.catalogue).automated.list(ref).find((one) => one.name === name);
  if (!row) throw usageError('control.bad-params', `domain ${domain} has no automated snapshot ${JSON.stringify(name)}`);
  return row;
}

function textOf(params: Params, member: string): string {
  const value = params[member];
  if (typeof value !== 'string' || value === '') throw usageError('control.bad-params', `${member} must be a text, not ${JSON.stringify(value)}`);
  return value;
}

function faultOf(fault: unknown): ProxyFault {
  const { kind, latencyMs, bytesPerSecond = null } = (typeof fault === 'object' && fault !== null ? fault : {}) as Params;
  if (kind === 'none' || kind === 'refuse' || kind === 'reset' || kind === 'black-hole') return { kind };
  if (kind === 'slow' && typeof latencyMs === 'number' && latencyMs >= 0 && (bytesPerSecond === null || (typeof bytesPerSecond === 'number' && bytesPerSecond > 0))) return { kind, latencyMs, bytesPerSecond };
  throw usageError('control.bad-params', 'domain-fault needs {fault: {kind: "none" | "refuse" | "reset" | "black-hole"}} or {fault: {kind: "slow", latencyMs, bytesPerSecond}}');
}
