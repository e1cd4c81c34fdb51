import { dateOfMicros } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { stateOf } from '../../s3/state.ts';
import { letsIn } from '../../s3/write-as-service.ts';
import { errors } from '../errors.ts';
import { deliveryOf, historyFolder, type Channel } from '../model.ts';
import { configState } from '../state.ts';

type Input = Readonly<Record<string, unknown>>;

/** Delivery channels: where a region's recorder delivers to. */
export const CHANNEL_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutDeliveryChannel: putChannel,
  DescribeDeliveryChannels: (call, input) => ({ DeliveryChannels: asked(call, input).map(channelView) }),
  DescribeDeliveryChannelStatus: (call, input) => ({ DeliveryChannelsStatus: asked(call, input).map(statusView) }),
  DeleteDeliveryChannel: (call, input) => {
    const name = String(input['DeliveryChannelName']);
    const place = placeOf(call);
    const state = configState(call.catalogue);
    const channel = state.channel(place);
    if (channel === null || channel.name !== name) throw errors.noChannel(name);
    if (state.recorder(place)?.recording === true) throw errors.channelInUse(name);
    call.catalogue.transaction(() => state.removeChannel(channel));
  },
};

function putChannel(call: Call, input: Input): void {
  const given = (input['DeliveryChannel'] ?? {}) as Input;
  const absent = ['s3KmsKeyArn', 'snsTopicARN'].find((member) => given[member] !== undefined && given[member] !== '');
  if (absent !== undefined) throw errors.unsupported('PutDeliveryChannel', absent);
  const place = placeOf(call);
  const state = configState(call.catalogue);
  const name = typeof given['name'] === 'string' && given['name'] !== '' ? given['name'] : 'default';
  if (state.recorder(place) === null) throw errors.recorderNeeded();
  const before = state.channel(place);
  if (before !== null && before.name !== name) throw errors.tooManyChannels(name);
  const frequency = ((given['configSnapshotDeliveryProperties'] ?? {}) as Input)['deliveryFrequency'];
  if (frequency !== undefined) throw errors.unsupported('PutDeliveryChannel', 'configSnapshotDeliveryProperties');
  const channel: Channel = {
    ...(before ?? { ...place, name, deliveredSeq: 0, attempted: null, deliveredMicros: null }),
    bucket: String(given['s3BucketName'] ?? ''), prefix: typeof given['s3KeyPrefix'] === 'string' && given['s3KeyPrefix'] !== '' ? given['s3KeyPrefix'] : null,
  };
  requireBucket(call, channel);
  call.catalogue.transaction(() => state.putChannel(channel));
  call.time.changed();
}

/** The bucket must be there and let AWS Config look at it and write. */
function requireBucket({ catalogue }: Call, channel: Channel): void {
  const bucket = stateOf(catalogue).buckets.find(channel.bucket);
  if (!bucket) throw errors.noBucket(channel.bucket);
  const service = deliveryOf(channel);
  if (!letsIn(bucket, service, { action: 's3:GetBucketAcl' }) || !letsIn(bucket, service, { action: 's3:PutObject', key: `${historyFolder(channel)}/ConfigHistory` })) throw errors.deliveryPolicy(channel.bucket, channel.prefix);
}

function asked(call: Call, input: Input): readonly Channel[] {
  const found = configState(call.catalogue).channel(placeOf(call));
  for (const name of (input['DeliveryChannelNames'] ?? []) as readonly string[]) if (found?.name !== name) throw errors.noChannel(name);
  return found === null ? [] : [found];
}

function channelView({ name, bucket, prefix }: Channel): object {
  return { name, s3BucketName: bucket, ...(prefix === null ? {} : { s3KeyPrefix: prefix }) };
}

function statusView({ name, attempted, deliveredMicros }: Channel): object {
  const history = attempted === null ? {} : {
    lastStatus: attempted.error === null ? 'SUCCESS' : 'FAILURE', lastAttemptTime: dateOfMicros(attempted.atMicros),
    ...(attempted.error === null ? {} : { lastErrorCode: attempted.error, lastErrorMessage: attempted.error }), ...(deliveredMicros === null ? {} : { lastSuccessfulTime: dateOfMicros(deliveredMicros) }),
  };
  return { name, configSnapshotDeliveryInfo: {}, configHistoryDeliveryInfo: history, configStreamDeliveryInfo: {} };
}

function placeOf({ caller, region }: Call): { readonly account: string; readonly region: string } {
  return { account: caller.account, region };
}
