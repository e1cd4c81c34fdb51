import { dateOfMicros, isDate } from '#kit/dates';
import { SANDBOX_REGIONS } from '../../../accounts.ts';
import type { Call, Operation, Service } from '../../../service.ts';
import { errors } from '../errors.ts';
import { trailState } from '../state.ts';
import { askedTrail, findOwnTrail, findTrail } from './find-trail.ts';
import { EVERYTHING, regionsOf, trailArn, type Trail } from './model.ts';
import { lastBoundary } from './period.ts';
import { requireName, withSettings } from './read-settings.ts';
import { selectorsOf } from './selectors.ts';
import { trailsAt } from './trail-rows.ts';
import { describedTrail, selectorView, trailStatus, trailView } from './views.ts';

type Input = Readonly<Record<string, unknown>>;

/** CloudTrail user guide, "Quotas": trails of one region. */
const MOST_TRAILS = 5;

/** Trails: who sees to it that events outlive the 90 days of the history. */
export const TRAIL_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTrail: createTrail,
  UpdateTrail: updateTrail,
  DeleteTrail: (call, input) => {
    const { arn } = findOwnTrail(call, input['Name']);
    const { trails, digests } = trailState(call.catalogue);
    call.catalogue.transaction(() => {
      trails.remove(arn);
      digests.breakChain(arn);
    });
  },
  DescribeTrails: (call, input) => {
    const names = (input['trailNameList'] ?? []) as readonly string[];
    const visible = trailsAt(trailState(call.catalogue).trails.all(), placeOf(call), { shadows: input['includeShadowTrails'] !== false });
    return { trailList: visible.filter(({ name, arn }) => names.length === 0 || names.includes(name) || names.includes(arn)).map(describedTrail) };
  },
  GetTrail: (call, input) => ({ Trail: describedTrail(findTrail(call, input['Name'])) }),
  ListTrails: (call) => {
    const trails = trailState(call.catalogue).trails.all().filter(({ account }) => account === call.caller.account);
    return { Trails: trails.map(({ arn, name, region }) => ({ TrailARN: arn, Name: name, HomeRegion: region })) };
  },
  GetTrailStatus: (call, input) => trailStatus(findTrail(call, input['Name'])),
  StartLogging: (call, input) => {
    const trail = findOwnTrail(call, input['Name']);
    if (trail.logging) return;
    const { trails } = trailState(call.catalogue);
    call.catalogue.transaction(() => {
      if (!trails.isLogging()) trails.setRanAt(lastBoundary(call.time.nowMicros()));
      trails.follow(trails.put({ ...trail, logging: true, startedMicros: call.time.nowMicros() }));
    });
    call.time.changed();
  },
  StopLogging: (call, input) => {
    const trail = findOwnTrail(call, input['Name']);
    if (!trail.logging) return;
    const { trails } = trailState(call.catalogue);
    call.catalogue.transaction(() => {
      trails.leave(trail.arn, SANDBOX_REGIONS);
      trails.put({ ...trail, logging: false, stoppedMicros: call.time.nowMicros() });
    });
  },
  GetEventSelectors: (call, input) => {
    const trail = findTrail(call, input['TrailName']);
    return { TrailARN: trail.arn, EventSelectors: trail.selectors.map(selectorView) };
  },
  PutEventSelectors: (call, input) => {
    const trail = findOwnTrail(call, input['TrailName']);
    const selectors = selectorsOf(input);
    const { trails } = trailState(call.catalogue);
    call.catalogue.transaction(() => trails.put({ ...trail, selectors, customSelectors: true }));
    return { TrailARN: trail.arn, EventSelectors: selectors.map(selectorView) };
  },
  ListPublicKeys: (call, input) => {
    const key = trailState(call.catalogue).digests.key(call.region);
    const [from, to] = [input['StartTime'], input['EndTime']];
    if (isDate(from) && isDate(to) && from > to) throw errors.timeRange();
    if (!key || (isDate(to) && to.getTime() * 1000 < key.at)) return { PublicKeyList: [] };
    return { PublicKeyList: [{ Value: key.public, Fingerprint: key.fingerprint, ValidityStartTime: dateOfMicros(key.at) }] };
  },
};

const anything = (): string => '*';
const named = askedTrail('Name');
const selected = askedTrail('TrailName');

/** What the caller needs for each operation. */
export const TRAIL_ASKS: NonNullable<Service['asks']> = {
  CreateTrail: named, UpdateTrail: named, DeleteTrail: named, GetTrail: named, GetTrailStatus: named, StartLogging: named, StopLogging: named,
  GetEventSelectors: selected, PutEventSelectors: selected, DescribeTrails: anything, ListTrails: anything, ListPublicKeys: anything,
};

function createTrail(call: Call, input: Input): object {
  const name = String(input['Name']);
  const place = placeOf(call);
  requireName(name);
  const { trails } = trailState(call.catalogue);
  const own = trailsAt(trails.all(), place, { shadows: false });
  if (own.some((trail) => trail.name === name)) throw errors.trailExists(name, place.account);
  if (own.length >= MOST_TRAILS) throw errors.tooManyTrails(place.account, MOST_TRAILS, place.region);
  const bare: Trail = {
    ...place, arn: trailArn(place, name), name, bucket: '', prefix: null, multiRegion: false, globalEvents: true, validated: false, selectors: EVERYTHING, customSelectors: false,
    logging: false, startedMicros: null, stoppedMicros: null, attempted: null, deliveredMicros: null, digestAttempted: null, digestedMicros: null,
  };
  const trail = withSettings(call, bare, input);
  call.catalogue.transaction(() => trails.put(trail));
  return trailView(trail);
}

function updateTrail(call: Call, input: Input): object {
  const before = findOwnTrail(call, input['Name']);
  const trail = withSettings(call, before, input);
  const { trails, digests } = trailState(call.catalogue);
  call.catalogue.transaction(() => {
    trails.put(trail);
    if (!trail.validated) digests.breakChain(trail.arn);
    if (!trail.logging) return;
    trails.follow(trail);
    trails.leave(trail.arn, SANDBOX_REGIONS.filter((region) => !regionsOf(trail).includes(region)));
  });
  call.time.changed();
  return trailView(trail);
}

function placeOf({ caller, region }: Call): { readonly account: string; readonly region: string } {
  return { account: caller.account, region };
}
