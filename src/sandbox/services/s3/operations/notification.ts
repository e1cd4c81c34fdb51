import { uuid } from '#kit/ids';
import type { Operation } from '../../../service.ts';
import type { BucketSettings, NotificationTarget } from '../bucket.ts';
import { errors } from '../errors.ts';
import { reading, setting } from './bucket-settings.ts';

type Input = Readonly<Record<string, unknown>>;

/** The three lists of targets: member of the configuration, kind, member with the ARN, service in the ARN. */
const LISTS = [
  { list: 'QueueConfigurations', kind: 'queue', arn: 'QueueArn', service: 'sqs' },
  { list: 'TopicConfigurations', kind: 'topic', arn: 'TopicArn', service: 'sns' },
  { list: 'LambdaFunctionConfigurations', kind: 'lambda', arn: 'LambdaFunctionArn', service: 'lambda' },
] as const;

/** Events that happen here; others (replication, restore, reduced redundancy) would never come and are refused by name. */
const EVENTS = new Set([
  's3:ObjectCreated:*', 's3:ObjectCreated:Put', 's3:ObjectCreated:Post', 's3:ObjectCreated:Copy', 's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*', 's3:ObjectRemoved:Delete', 's3:ObjectRemoved:DeleteMarkerCreated', 's3:ObjectTagging:*', 's3:ObjectTagging:Put', 's3:ObjectTagging:Delete',
  's3:LifecycleExpiration:*', 's3:LifecycleExpiration:Delete', 's3:LifecycleExpiration:DeleteMarkerCreated',
]);

/** Where a bucket's events go; what was delivered is read through the control port. */
export const notification: Readonly<Record<string, Operation>> = {
  GetBucketNotificationConfiguration: reading('s3:GetBucketNotification', ({ settings }) => toldConfiguration(settings)),
  PutBucketNotificationConfiguration: setting('s3:PutBucketNotification', (input) => ({ notification: requireConfiguration((input['NotificationConfiguration'] ?? {}) as Input) })),
};

function requireConfiguration(configuration: Input): NonNullable<BucketSettings['notification']> {
  const targets = LISTS.flatMap((list) => ((configuration[list.list] ?? []) as readonly Input[]).map((entry) => requireTarget(entry, list)));
  if (new Set(targets.map((target) => target.id)).size < targets.length) throw errors.invalidArgument('Same ID used for multiple configurations. IDs must be unique');
  return { eventBridge: configuration['EventBridgeConfiguration'] !== undefined, targets };
}

function requireTarget(entry: Input, list: (typeof LISTS)[number]): NotificationTarget {
  const arn = String(entry[list.arn] ?? '');
  if (!new RegExp(`^arn:aws:${list.service}:[a-z0-9-]+:\\d{12}:.+$`).test(arn)) throw errors.invalidArgument('The ARN could not be parsed', list.arn, arn);
  const events = ((entry['Events'] ?? []) as readonly string[]).map(String);
  if (events.length === 0) throw errors.malformedXml();
  for (const event of events) if (!EVENTS.has(event)) throw errors.notImplemented(`Event: ${event}`);
  const rules = ((entry['Filter'] as { readonly Key?: { readonly FilterRules?: readonly Input[] } } | undefined)?.Key?.FilterRules ?? []).map((rule) => ({ Name: String(rule['Name']), Value: String(rule['Value'] ?? '') }));
  return { kind: list.kind, id: String(entry['Id'] ?? uuid()), arn, events, prefix: ruleValue(rules, 'prefix'), suffix: ruleValue(rules, 'suffix'), rules };
}

function ruleValue(rules: readonly { readonly Name: string; readonly Value: string }[], name: 'prefix' | 'suffix'): string {
  const found = rules.filter((rule) => rule.Name.toLowerCase() === name);
  if (found.length > 1 || rules.some((rule) => !/^(prefix|suffix)$/i.test(rule.Name))) throw errors.invalidArgument('filter rule name must be either prefix or suffix');
  return found[0]?.Value ?? '';
}

function toldConfiguration(settings: BucketSettings): object {
  const configuration = settings.notification;
  const told = LISTS.map(({ list, kind, arn }) => [list, (configuration?.targets ?? []).filter((target) => target.kind === kind).map((target) => ({
    Id: target.id, [arn]: target.arn, Events: target.events, ...(target.rules.length > 0 ? { Filter: { Key: { FilterRules: target.rules } } } : {}),
  }))] as const).filter(([, entries]) => entries.length > 0);
  return { ...Object.fromEntries(told), ...(configuration?.eventBridge ? { EventBridgeConfiguration: {} } : {}) };
}
