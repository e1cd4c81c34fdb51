import type { ProbeReading } from '#contract/modules';
import { secondsBetween } from '#kit/time';

/** A volume of a set, and the moment that it holds (ISO); null where nobody can tell. */
export interface SetMember {
  readonly name: string;
  readonly moment: string | null;
}

/** A multi-volume snapshot is taken of all volumes at once; EC2 tells its time in seconds. */
const APART_SECONDS = 1;

/** Whether all volumes of a set hold the same moment; the first one is the restored one. */
export function oneMoment([restored, ...beside]: readonly SetMember[]): ProbeReading {
  if (restored === undefined || beside.length === 0) return { result: 'pass', detail: `${restored?.name ?? 'the volume'} belongs to no set` };
  const { name, moment } = restored;
  const torn = beside.filter((one) => moment === null || one.moment === null || Math.abs(secondsBetween(moment, one.moment)) > APART_SECONDS);
  if (torn.length > 0) return { result: 'fail', detail: `${name} holds the moment ${moment ?? 'unknown'}, and ${torn.map((one) => `${one.name} of its set ${one.moment ?? 'an unknown one'}`).join(', ')}: restore all volumes of the set from one multi-volume snapshot` };
  return { result: 'pass', detail: `${name} and the ${beside.length} other volumes of its set hold one moment (${moment})` };
}
