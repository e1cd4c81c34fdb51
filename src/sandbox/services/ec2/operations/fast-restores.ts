import { dateOfMicros } from '#kit/dates';
import type { Operation } from '../../../service.ts';
import type { FastRestore } from '../../ebs/model.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { errors } from '../errors.ts';
import { filtersOf } from '../filters.ts';
import { snapshotOf } from '../find.ts';
import { texts, type Input } from '../input.ts';
import { zoneNamed, type Zone } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';

const SERVED = ['SourceSnapshotIds', 'AvailabilityZones', 'AvailabilityZoneIds'];

/** Fast snapshot restore: volumes that are made from the snapshot in the zone are whole from the beginning. */
export const fastRestores: Readonly<Record<string, Operation>> = {
  EnableFastSnapshotRestores: operation('EnableFastSnapshotRestores', SERVED, (scope, input) => {
    const { call, state } = scope;
    const now = Math.floor(call.time.nowMicros());
    const made = pairs(scope, input).map(({ snapshot, zone }): FastRestore => state.fastRestores.find(`${snapshot.id}/${zone.name}`) ?? {
      id: `${snapshot.id}/${zone.name}`, account: snapshot.account, region: snapshot.region, due: now + modelledMicros(call, 'ebs-control'), snapshotId: snapshot.id, zone: zone.name,
      state: 'enabling', enablingMicros: now, optimizingMicros: null, enabledMicros: null, disablingMicros: null,
    });
    state.change(() => made.forEach((fast) => state.fastRestores.put(fast)));
    return { Successful: made.map((fast) => output(fast)), Unsuccessful: [] };
  }),
  DisableFastSnapshotRestores: operation('DisableFastSnapshotRestores', SERVED, (scope, input) => {
    const { call, state } = scope;
    const now = Math.floor(call.time.nowMicros());
    const found = pairs(scope, input).map(({ snapshot, zone }) => ({ snapshot, zone, fast: state.fastRestores.find(`${snapshot.id}/${zone.name}`) }));
    const ending = found.flatMap(({ fast }): FastRestore[] => (fast === null ? [] : [{ ...fast, state: 'disabling', disablingMicros: now, due: now + modelledMicros(call, 'ebs-control') }]));
    state.change(() => ending.forEach((fast) => state.fastRestores.put(fast)));
    const absent = found.filter(({ fast }) => fast === null);
    return {
      Successful: ending.map((fast) => output(fast)),
      Unsuccessful: absent.map(({ snapshot, zone }) => ({ SnapshotId: snapshot.id, FastSnapshotRestoreStateErrors: [{ AvailabilityZone: zone.name, Error: { Code: 'FastSnapshotRestoreNotEnabled', Message: `Fast snapshot restore is not enabled for ${snapshot.id} in ${zone.name}.` } }] })),
    };
  }),
  DescribeFastSnapshotRestores: operation('DescribeFastSnapshotRestores', ['Filters', 'MaxResults', 'NextToken'], ({ state, place }, input) => {
    const wanted = state.fastRestores.list(place).filter(filtersOf(input, {
      'snapshot-id': ({ snapshotId }) => [snapshotId], 'availability-zone': ({ zone }) => [zone], 'owner-id': ({ account }) => [account], state: (fast) => [fast.state],
    }, () => ({})));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ id }) => id, least: 1 });
    return { FastSnapshotRestores: shown.map((fast) => output(fast)), ...next };
  }),
};

function pairs(scope: Scope, input: Input): readonly { readonly snapshot: ReturnType<typeof snapshotOf>; readonly zone: Zone }[] {
  const names = [...texts(input, 'AvailabilityZones'), ...texts(input, 'AvailabilityZoneIds')];
  const zones = names.map((name) => zoneNamed(scope.place, name) ?? unknownZone(name));
  const snapshots = texts(input, 'SourceSnapshotIds').map((id) => snapshotOf(scope, id));
  if (zones.length === 0) throw errors.missing('AvailabilityZone');
  if (snapshots.length === 0) throw errors.missing('SourceSnapshotId');
  return snapshots.flatMap((snapshot) => zones.map((zone) => ({ snapshot, zone })));
}

function unknownZone(name: string): never {
  throw errors.zone(name);
}

function output(fast: FastRestore): object {
  const moment = (name: string, micros: number | null): object => (micros === null ? {} : { [name]: dateOfMicros(micros) });
  return {
    SnapshotId: fast.snapshotId, AvailabilityZone: fast.zone, AvailabilityZoneId: zoneNamed(fast, fast.zone)?.id, State: fast.state, StateTransitionReason: fast.state === 'enabling' ? 'Client.UserInitiated' : 'Client.UserInitiated - Lifecycle state transition', OwnerId: fast.account,
    ...moment('EnablingTime', fast.enablingMicros), ...moment('OptimizingTime', fast.optimizingMicros), ...moment('EnabledTime', fast.enabledMicros), ...moment('DisablingTime', fast.disablingMicros),
  };
}
