import { dateOfMicros } from '#kit/dates';
import { isoMicros } from '#kit/time';
import type { Item } from './model.ts';

/** An item as GetResourceConfigHistory tells it. */
export function itemView(item: Item): object {
  const { seq, account, region, type, id, name, status, atMicros, arn, zone, createdMicros, tags, configuration } = item;
  return {
    version: '1.3', accountId: account, configurationItemCaptureTime: dateOfMicros(atMicros), configurationItemStatus: status, configurationStateId: String(seq), configurationItemMD5Hash: '',
    arn, resourceType: type, resourceId: id, ...(name === null ? {} : { resourceName: name }), awsRegion: region, availabilityZone: zone ?? (type === 'AWS::S3::Bucket' ? 'Regional' : 'Multiple Availability Zones'),
    ...(createdMicros === null ? {} : { resourceCreationTime: dateOfMicros(createdMicros) }), tags, relatedEvents: [], relationships: [],
    ...(configuration === '' ? {} : { configuration }), supplementaryConfiguration: {},
  };
}

/** The same as history files have it: times as text, the configuration as a structure. */
export function itemDocument(item: Item): object {
  const { createdMicros, atMicros, configuration } = item;
  return {
    ...itemView(item), configurationItemCaptureTime: isoMicros(atMicros).replace(/\d{3}Z$/, 'Z'), ...(createdMicros === null ? {} : { resourceCreationTime: isoMicros(createdMicros).replace(/\d{3}Z$/, 'Z') }),
    configuration: configuration === '' ? null : JSON.parse(configuration) as unknown,
  };
}
