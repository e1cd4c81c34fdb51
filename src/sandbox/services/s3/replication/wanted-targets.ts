import type { Bucket, ReplicationTarget } from '../bucket.ts';
import { storedEncryption } from '../encryption.ts';
import type { NewVersion } from '../version-rows.ts';

/**
 * Where a new version is to be replicated to: for each destination the enabled rule of the highest priority that matches decides. Markers that
 * lifecycle rules leave are never replicated, objects under KMS keys only where a rule says so (S3 guide, replication-what-is-isnot-replicated).
 */
export function wantedTargets({ settings, versioning }: Bucket, row: NewVersion, event: string): readonly ReplicationTarget[] {
  const { replication } = settings;
  if (!replication || versioning !== 'Enabled' || event.startsWith('s3:LifecycleExpiration')) return [];
  const tags = row.tags === null ? {} : (JSON.parse(row.tags) as Readonly<Record<string, string>>);
  const matching = replication.rules
    .filter((rule) => rule.enabled && row.key.startsWith(rule.prefix) && (row.marker === 1 ? Object.keys(rule.tags).length === 0 : Object.entries(rule.tags).every(([key, value]) => tags[key] === value)))
    .sort((a, b) => b.priority - a.priority);
  const first = matching.filter(({ destination }, i) => matching.findIndex((other) => other.destination.bucket === destination.bucket) === i);
  const encrypted = row.marker === 0 && storedEncryption(row.headers) !== null;
  return first.filter((rule) => (row.marker === 1 ? rule.deleteMarkers : !encrypted || rule.encrypted)).map(({ destination }) => destination);
}
