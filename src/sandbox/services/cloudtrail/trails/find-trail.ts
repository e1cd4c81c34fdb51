import type { Call } from '../../../service.ts';
import { errors } from '../errors.ts';
import { trailState } from '../state.ts';
import { trailArn, type Trail } from './model.ts';
import { trailsAt } from './trail-rows.ts';

type Input = Readonly<Record<string, unknown>>;

/** The trail that a name or an ARN means in the called region, shadows of other regions' trails included. Throws TrailNotFoundException. */
export function findTrail(call: Call, reference: unknown): Trail {
  const name = String(reference);
  const place = { account: call.caller.account, region: call.region };
  const found = trailsAt(trailState(call.catalogue).trails.all(), place, { shadows: true }).filter(({ arn, name: own }) => arn === name || own === name);
  const trail = found.find(({ region }) => region === call.region) ?? found[0];
  if (trail) return trail;
  throw errors.noTrail(name.startsWith('arn:') ? name : trailArn(place, name), place.account);
}

/** The same for a change, which only the trail's home region takes. */
export function findOwnTrail(call: Call, reference: unknown): Trail {
  const trail = findTrail(call, reference);
  if (trail.region !== call.region) throw errors.homeRegion(trail.arn, trail.region);
  return trail;
}

/** The resource that a call asks about: the trail that it names, wherever that lies. */
export function askedTrail(member: 'Name' | 'TrailName') {
  return (call: Call, input: Input): string => {
    const name = String(input[member] ?? '');
    return name.startsWith('arn:') ? name : trailArn({ account: call.caller.account, region: call.region }, name);
  };
}
