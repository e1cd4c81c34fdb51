import type { Operation, SandboxContext } from '../../../service.ts';
import type { Volume } from '../../ebs/model.ts';
import { errors } from '../errors.ts';
import { filtersOf } from '../filters.ts';
import { volumeOf } from '../find.ts';
import { flag, need, texts, whole, type Input } from '../input.ts';
import { zoneNamed } from '../network.ts';
import { operation } from '../operation.ts';
import { page } from '../paging.ts';

/** How volumes do: above all whether their blocks have been loaded. And the attributes of volumes. */
export const volumeStatus: Readonly<Record<string, Operation>> = {
  DescribeVolumeStatus: operation('DescribeVolumeStatus', ['MaxResults', 'NextToken', 'VolumeIds', 'Filters', 'IncludeManagedResources'], (scope, input) => {
    const { call, state, place } = scope;
    const ids = texts(input, 'VolumeIds');
    if (ids.length > 0 && whole(input, 'MaxResults') !== undefined) throw errors.combination('The parameter volumeIds cannot be used with the parameter maxResults');
    const among = ids.length > 0 ? ids.map((id) => volumeOf(scope, id)) : state.volumes.list(place).filter((volume) => volume.bin === null && ['available', 'in-use'].includes(volume.state));
    const wanted = among.filter(filtersOf(input, {
      'availability-zone': ({ zone }) => [zone],
      'volume-status.status': (volume) => [statusOf(volume)],
      'volume-status.details-name': () => ['io-enabled', 'io-performance', 'initialization-state'],
      'volume-status.details-status': (volume) => details(call, volume).map(({ Status }) => Status),
      'action.code': () => [],
      'event.event-id': () => [],
    }, ({ id }) => state.tags.of(place, id)));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ id }) => id });
    return { VolumeStatuses: shown.map((volume) => statusOutput(call, volume)), ...next };
  }),
  DescribeVolumeAttribute: operation('DescribeVolumeAttribute', ['Attribute', 'VolumeId'], (scope, input) => {
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    switch (need(input, 'Attribute')) {
      case 'autoEnableIO': return { VolumeId: volume.id, AutoEnableIO: { Value: volume.autoEnableIo } };
      case 'productCodes': return { VolumeId: volume.id, ProductCodes: [] };
      default: throw errors.invalid(`Value (${need(input, 'Attribute')}) for parameter attribute is invalid.`);
    }
  }),
  ModifyVolumeAttribute: operation('ModifyVolumeAttribute', ['AutoEnableIO', 'VolumeId'], (scope, input) => {
    const { state } = scope;
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    const wanted = flag((input['AutoEnableIO'] ?? {}) as Input, 'Value');
    if (wanted === undefined) throw errors.missing('AutoEnableIO');
    state.change(() => state.volumes.put({ ...volume, autoEnableIo: wanted }));
  }),
  EnableVolumeIO: operation('EnableVolumeIO', ['VolumeId'], (scope, input) => void volumeOf(scope, need(input, 'VolumeId'))),
};

function statusOf({ state }: Volume): 'ok' | 'insufficient-data' {
  return state === 'creating' || state === 'error' ? 'insufficient-data' : 'ok';
}

function statusOutput(context: SandboxContext, volume: Volume): object {
  const loading = initialisation(context, volume);
  return {
    VolumeId: volume.id,
    AvailabilityZone: volume.zone,
    AvailabilityZoneId: zoneNamed(volume, volume.zone)?.id,
    VolumeStatus: { Status: statusOf(volume), Details: details(context, volume) },
    Actions: [],
    Events: [],
    ...(volume.attachment === null ? {} : { AttachmentStatuses: [{ InstanceId: volume.attachment.instanceId, IoPerformance: 'normal' }] }),
    ...(loading === null ? {} : { InitializationStatusDetails: loading }),
  };
}

function details(context: SandboxContext, volume: Volume): readonly { readonly Name: string; readonly Status: string }[] {
  const provisioned = volume.type === 'io1' || volume.type === 'io2' || volume.type === 'gp3';
  return [
    { Name: 'io-enabled', Status: 'passed' },
    { Name: 'io-performance', Status: provisioned ? 'normal' : 'not-applicable' },
    ...(volume.snapshotId === null ? [] : [{ Name: 'initialization-state', Status: isLoading(context, volume) ? 'initializing' : 'completed' }]),
  ];
}

function isLoading({ time }: SandboxContext, { init }: Volume): boolean {
  return init !== null && time.nowMicros() < init.untilMicros;
}

/** How far the lazy loading of blocks has come; null for volumes that never loaded any. */
function initialisation(context: SandboxContext, volume: Volume): object | null {
  const { init } = volume;
  if (init === null) return null;
  const now = context.time.nowMicros();
  const share = (now - init.fromMicros) / Math.max(1, init.untilMicros - init.fromMicros);
  return {
    InitializationType: init.rate === null ? 'default' : 'provisioned-rate',
    Progress: Math.max(0, Math.min(100, Math.floor(share * 100))),
    // told only where a rate is provisioned: without one nobody can know
    ...(init.rate === null ? {} : { EstimatedTimeToCompleteInSeconds: Math.max(0, Math.ceil((init.untilMicros - now) / 1_000_000)) }),
  };
}
