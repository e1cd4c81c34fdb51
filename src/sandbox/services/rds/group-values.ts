import type { Place } from '../../service.ts';
import { parameterGroup } from './defaults.ts';
import type { RdsState } from './state.ts';

/** The values that a parameter group sets, as the server takes them; what it does not set keeps the engine's own default. */
export function groupValues(state: RdsState, place: Place, name: string): Readonly<Record<string, string>> {
  const values = parameterGroup(state, place, name)?.values ?? {};
  return Object.fromEntries(Object.entries(values).map(([parameter, { value }]) => [parameter, value]));
}
