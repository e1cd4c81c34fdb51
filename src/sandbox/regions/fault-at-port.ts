import type { ProxyFault } from '../proxy/tcp-proxy.ts';
import type { CutHow } from './region-faults.ts';

/** What a port does to its clients when its region may be cut: a cut hides whatever fault the port has of its own. */
export function faultAtPort(own: ProxyFault, cut: CutHow | null): ProxyFault {
  if (cut === null) return own;
  return { kind: cut === 'refuse' ? 'refuse' : 'black-hole' };
}
