import type { RegionsStatus } from '#contract/control';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { SANDBOX_REGIONS } from '../accounts.ts';
import type { ControlMethod, SandboxContext } from '../service.ts';
import { regionFaultsOf, type CutHow } from './region-faults.ts';

type Params = Readonly<Record<string, unknown>>;

const HOWS: readonly CutHow[] = ['refuse', 'black-hole', 'partition'];

/** What the control port can do to whole regions; `contract/control.ts` lists the methods. All of it is kept, and asking twice changes nothing more. */
export function regionMethods({ catalogue, time }: SandboxContext): Readonly<Record<string, ControlMethod>> {
  const faults = regionFaultsOf(catalogue);
  const change = async (...[region, to]: Parameters<typeof faults.change>): Promise<void> => {
    const done = faults.change(region, to);
    time.changed();
    await done;
  };
  return {
    'cut-region': (params) => {
      const region = regionOf('cut-region', params);
      const since = faults.all().find((fault) => fault.region === region)?.sinceMicros ?? time.nowMicros();
      return change(region, { how: howOf(params), sinceMicros: since });
    },
    'heal-region': (params) => change(regionOf('heal-region', params), { how: null, sinceMicros: null }),
    'no-capacity': (params) => change(regionOf('no-capacity', params), { noCapacityUntilMicros: untilOf(params) }),
    'hold-copies': (params) => {
      const { held } = params;
      if (typeof held !== 'boolean') throw usageError('control.bad-params', `hold-copies: held must be true or false, not ${JSON.stringify(held)}`);
      return change(regionOf('hold-copies', params), { held });
    },
    regions: (): RegionsStatus => {
      const all = faults.all();
      return {
        cut: all.flatMap(({ region, how, sinceMicros }) => (how === null ? [] : [{ region, how, since: isoMicros(sinceMicros ?? 0) }])),
        noCapacity: all.flatMap(({ region, noCapacityUntilMicros: until }) => (until !== null && until > time.nowMicros() ? [{ region, until: isoMicros(until) }] : [])),
        held: all.flatMap(({ region, held }) => (held ? [region] : [])),
      };
    },
  };
}

function regionOf(method: string, { region }: Params): string {
  if (typeof region === 'string' && SANDBOX_REGIONS.includes(region)) return region;
  throw usageError('control.bad-params', `${method}: there is no region ${JSON.stringify(region)} in the sandbox; it has ${SANDBOX_REGIONS.join(', ')}${typeof region === 'string' ? didYouMean(region, SANDBOX_REGIONS) : ''}`);
}

function howOf({ how }: Params): CutHow {
  const known = HOWS.find((one) => one === how);
  if (known) return known;
  throw usageError('control.bad-params', `cut-region: how must be ${HOWS.map((one) => `"${one}"`).join(', ')}, not ${JSON.stringify(how)}`);
}

function untilOf({ until }: Params): number | null {
  if (until === null) return null;
  try {
    return microsOf(String(until));
  } catch (cause) {
    throw usageError('control.bad-params', `no-capacity: until must be a time such as "2026-03-10T12:00:00Z", or null to end it, not ${JSON.stringify(until)}`, cause);
  }
}
