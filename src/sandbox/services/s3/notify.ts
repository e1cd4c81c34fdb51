import type { Bucket, NotificationTarget } from './bucket.ts';
import type { S3State } from './state.ts';

/** Something that happened to an object. */
export interface Happening {
  /** s3:ObjectCreated:Put and the like. */
  readonly name: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
  readonly atMicros: number;
}

/** Records an event for the targets that the bucket's notification configuration names for it. Inside the change it tells of. */
export function notify(state: S3State, bucket: Bucket, happening: Happening): void {
  const configuration = bucket.settings.notification;
  if (!configuration) return;
  const arns = configuration.targets.filter((target) => wants(target, happening)).map((target) => target.arn);
  const targets = configuration.eventBridge ? [...arns, 'eventbridge'] : arns;
  if (targets.length > 0) state.events.add({ ...happening, bucket: bucket.name, targets });
}

function wants(target: NotificationTarget, happening: Happening): boolean {
  return happening.key.startsWith(target.prefix) && happening.key.endsWith(target.suffix) && target.events.some((pattern) => pattern === happening.name || (pattern.endsWith('*') && happening.name.startsWith(pattern.slice(0, -1))));
}
