import { usageError } from '#kit/redrill-error';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import { damageSnapshot } from './damage-snapshot.ts';
import type { PortFault } from './engine/db-engine.ts';
import { engineName, engineOf } from './engine-of.ts';
import { errors } from './errors.ts';
import type { Instance, Snapshot } from './model.ts';
import { stateOf } from './state.ts';

type Params = Readonly<Record<string, unknown>>;

/** What the control port can ask of RDS, below its API; `contract/control.ts` lists the methods. */
export function rdsControl(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  return {
    'damage-snapshot': async (params) => {
      const mode = params['mode'];
      if (mode !== 'empty' && mode !== 'truncate' && mode !== 'swap') throw usageError('control.bad-params', `damage-snapshot: mode must be "empty", "truncate" or "swap", not ${JSON.stringify(mode)}`);
      const snapshot = requireSnapshot(context, params, 'identifier');
      if (mode === 'swap' && params['other'] === undefined) throw usageError('control.bad-params', 'damage-snapshot: swap needs "other", the identifier of the snapshot whose content is put in place');
      await damageSnapshot(context, snapshot, { mode, other: mode === 'swap' ? requireSnapshot(context, params, 'other') : null });
      return {};
    },
    'freeze-log-shipping': (params) => {
      const { frozen } = params;
      if (typeof frozen !== 'boolean') throw usageError('control.bad-params', 'freeze-log-shipping needs {frozen: true | false}');
      engineOf(context).freezeShipping(requireInstance(context, params).ref, frozen);
      return {};
    },
    'inside-port': async (params) => ({ port: await engineOf(context).insidePort(engineName(requireInstance(context, params))) }),
    'port-fault': (params) => {
      engineOf(context).portFault(engineName(requireInstance(context, params)), faultOf(params['fault']));
      return {};
    },
  };
}

function requireInstance(context: SandboxContext, params: Params): Instance {
  const instance = stateOf(context.catalogue).instances.find(placeOf(params), textOf(params, 'identifier').toLowerCase());
  if (!instance) throw errors.instanceNotFound(textOf(params, 'identifier'));
  return instance;
}

function requireSnapshot(context: SandboxContext, params: Params, member: string): Snapshot {
  const snapshot = stateOf(context.catalogue).snapshots.find(placeOf(params), textOf(params, member).toLowerCase());
  if (!snapshot) throw errors.snapshotNotFound(textOf(params, member));
  return snapshot;
}

function placeOf(params: Params): { readonly account: string; readonly region: string } {
  return { account: textOf(params, 'account'), region: textOf(params, 'region') };
}

function textOf(params: Params, member: string): string {
  const value = params[member];
  if (typeof value !== 'string' || value === '') throw usageError('control.bad-params', `${member} must be a text, not ${JSON.stringify(value)}`);
  return value;
}

function faultOf(fault: unknown): PortFault {
  const { kind, latencyMs, bytesPerSecond = null } = (typeof fault === 'object' && fault !== null ? fault : {}) as Params;
  if (kind === 'none' || kind === 'refuse' || kind === 'reset' || kind === 'black-hole') return { kind };
  if (kind === 'slow' && typeof latencyMs === 'number' && latencyMs >= 0 && (bytesPerSecond === null || (typeof bytesPerSecond === 'number' && bytesPerSecond > 0))) return { kind, latencyMs, bytesPerSecond };
  throw usageError('control.bad-params', 'port-fault needs {fault: {kind: "none" | "refuse" | "reset" | "black-hole"}} or {fault: {kind: "slow", latencyMs, bytesPerSecond}}');
}
