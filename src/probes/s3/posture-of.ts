import type { Posture } from '#contract/events';
import type { BucketSettings } from '#stores/s3/bucket-settings';

/**
 * A bucket's settings as a comparable document. The bucket's own name inside policies becomes `{bucket}`, order that means
 * nothing is sorted, and one-element lists equal their element, as AWS gives them back either way.
 */
export function postureOf(settings: BucketSettings): Posture {
  const rule = settings.encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const block = settings.publicAccessBlock;
  return {
    location: settings.region,
    versioning: settings.versioning ?? 'Off',
    'encryption.algorithm': rule?.SSEAlgorithm ?? null,
    'encryption.key': rule?.KMSMasterKeyID ?? null,
    'publicAccess.blockAcls': block?.BlockPublicAcls ?? false,
    'publicAccess.ignoreAcls': block?.IgnorePublicAcls ?? false,
    'publicAccess.blockPolicy': block?.BlockPublicPolicy ?? false,
    'publicAccess.restrictBuckets': block?.RestrictPublicBuckets ?? false,
    ownership: settings.ownership?.Rules?.[0]?.ObjectOwnership ?? null,
    policy: canonicalList(settings.policy?.Statement ?? [], settings.bucket),
    lifecycle: canonicalList(settings.lifecycle.map(withoutDefaults), settings.bucket),
    notification: canonicalList(notifications(settings), settings.bucket),
    replication: canonicalList(replications(settings), settings.bucket),
    logging: settings.logging === null ? null : `${settings.logging.TargetBucket ?? ''}/${settings.logging.TargetPrefix ?? ''}`,
    tags: settings.tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
  };
}

/** Every element as JSON with sorted keys and sorted lists, the elements sorted. */
function canonicalList(values: readonly unknown[], bucket: string): readonly string[] {
  return values.map((value) => JSON.stringify(canonical(value, bucket))).sort();
}

function canonical(value: unknown, bucket: string): unknown {
  if (typeof value === 'string') return withoutName(value, bucket);
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, bucket)).sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
    return items.length === 1 ? items[0] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item, bucket)]));
}

function withoutName(text: string, bucket: string): string {
  const arn = `arn:aws:s3:::${bucket}`;
  return text === arn || text.startsWith(`${arn}/`) ? `arn:aws:s3:::{bucket}${text.slice(arn.length)}` : text;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An empty prefix and no filter both mean "every object", and AWS gives back either. */
function withoutDefaults(rule: BucketSettings['lifecycle'][number]): unknown {
  const { Filter, Prefix, ...rest } = rule;
  const prefix = Filter?.Prefix ?? Prefix ?? '';
  const plain = Filter === undefined || Object.keys(Filter).every((key) => key === 'Prefix' || Filter[key as keyof typeof Filter] === undefined);
  return { ...rest, ...(plain ? (prefix === '' ? {} : { Filter: { Prefix: prefix } }) : { Filter }) };
}

function notifications(settings: BucketSettings): readonly unknown[] {
  return Object.entries(settings.notification).flatMap(([kind, value]) => (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one: unknown) => ({ kind, ...(one as object) })));
}

function replications({ replication }: BucketSettings): readonly unknown[] {
  return (replication?.Rules ?? []).map((rule) => ({ ...rule, Role: replication?.Role }));
}
