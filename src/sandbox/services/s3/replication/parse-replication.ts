import { uuid } from '#kit/ids';
import type { ReplicationConfiguration, ReplicationRule, ReplicationTarget } from '../bucket.ts';
import { errors } from '../errors.ts';
import { refuseUnknownMembers } from '../request.ts';
import { requireTags } from '../tags.ts';

type Input = Readonly<Record<string, unknown>>;

const MOST_RULES = 1000;
const RULE_MEMBERS = new Set(['ID', 'Priority', 'Filter', 'Status', 'DeleteMarkerReplication', 'Destination', 'SourceSelectionCriteria', 'ExistingObjectReplication']);
const TARGET_MEMBERS = new Set(['Bucket', 'Account', 'StorageClass', 'AccessControlTranslation', 'EncryptionConfiguration']);
const CLASSES = new Set(['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'REDUCED_REDUNDANCY']);

/** Checks a replication configuration of the newer form (rules with a Filter) as S3 does; what is not served is refused by name. */
export function parseReplication(configuration: Input): ReplicationConfiguration {
  const role = String(configuration['Role'] ?? '');
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(role)) throw errors.invalidArgument(`The role ${role} is not a valid IAM role ARN.`, 'Role', role);
  const sent = (configuration['Rules'] ?? []) as readonly Input[];
  if (sent.length === 0 || sent.length > MOST_RULES) throw errors.malformedXml();
  const rules = sent.map(parseRule);
  if (new Set(rules.map(({ id }) => id)).size < rules.length) throw errors.invalidArgument('Rule ID must be unique. Found same ID for more than one rule');
  const twice = rules.some((rule, i) => rules.some((other, j) => j < i && other.priority === rule.priority && other.destination.bucket === rule.destination.bucket));
  if (twice) throw errors.invalidRequest('Found duplicate priority in replication configuration: rules of one destination need different priorities.');
  return { role, rules };
}

function parseRule(rule: Input): ReplicationRule {
  if (rule['Prefix'] !== undefined || rule['Filter'] === undefined) throw errors.notImplemented('ReplicationRule.Prefix (the older form of replication rules; use Filter)');
  refuseUnknownMembers(rule, RULE_MEMBERS, 'ReplicationRule');
  if (rule['Status'] !== 'Enabled' && rule['Status'] !== 'Disabled') throw errors.malformedXml();
  if (rule['Priority'] === undefined) throw errors.invalidRequest('Priority must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.');
  const markers = (rule['DeleteMarkerReplication'] as Input | undefined)?.['Status'];
  if (markers === undefined) throw errors.invalidRequest('DeleteMarkerReplication must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.');
  if ((rule['ExistingObjectReplication'] as Input | undefined)?.['Status'] === 'Enabled') throw errors.notImplemented('ReplicationRule.ExistingObjectReplication: Enabled');
  const filter = parseFilter(rule['Filter'] as Input);
  if (markers === 'Enabled' && Object.keys(filter.tags).length > 0) throw errors.invalidRequest('Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.');
  const encrypted = parseSelection((rule['SourceSelectionCriteria'] ?? {}) as Input);
  const destination = parseTarget((rule['Destination'] ?? {}) as Input);
  if (encrypted !== (destination.keyId !== null)) throw errors.invalidRequest(encrypted ? 'ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.' : 'SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.');
  const id = String(rule['ID'] ?? uuid());
  return { id, priority: Number(rule['Priority']), enabled: rule['Status'] === 'Enabled', ...filter, deleteMarkers: markers === 'Enabled', encrypted, destination, sent: { ...rule, ID: id } };
}

function parseFilter(filter: Input): Pick<ReplicationRule, 'prefix' | 'tags'> {
  refuseUnknownMembers(filter, new Set(['Prefix', 'Tag', 'And']), 'ReplicationRuleFilter');
  if (Object.values(filter).filter((value) => value !== undefined).length > 1) throw errors.malformedXml();
  const and = filter['And'] as Input | undefined;
  const tags = (and?.['Tags'] ?? (filter['Tag'] === undefined ? [] : [filter['Tag']])) as readonly { readonly Key?: string; readonly Value?: string }[];
  return { prefix: String((and ?? filter)['Prefix'] ?? ''), tags: requireTags(tags, 10) };
}

function parseSelection(criteria: Input): boolean {
  refuseUnknownMembers(criteria, new Set(['SseKmsEncryptedObjects', 'ReplicaModifications']), 'SourceSelectionCriteria');
  if ((criteria['ReplicaModifications'] as Input | undefined)?.['Status'] === 'Enabled') throw errors.notImplemented('SourceSelectionCriteria.ReplicaModifications: Enabled');
  return (criteria['SseKmsEncryptedObjects'] as Input | undefined)?.['Status'] === 'Enabled';
}

/** The replica's owner is the owner of its bucket in any case: all buckets have ACLs disabled. */
function parseTarget(destination: Input): ReplicationTarget {
  refuseUnknownMembers(destination, TARGET_MEMBERS, 'Destination');
  const arn = String(destination['Bucket'] ?? '');
  if (!arn.startsWith('arn:aws:s3:::') || arn.includes('/')) throw errors.invalidArgument('Invalid bucket ARN.', 'Bucket', arn);
  const account = destination['Account'] === undefined ? null : String(destination['Account']);
  if (destination['AccessControlTranslation'] !== undefined && account === null) throw errors.invalidRequest('Account must be specified if AccessControlTranslation is present.');
  const storageClass = destination['StorageClass'] === undefined ? null : String(destination['StorageClass']);
  if (storageClass !== null && !CLASSES.has(storageClass)) throw errors.notImplemented(`Destination.StorageClass: ${storageClass}`);
  const keyId = (destination['EncryptionConfiguration'] as Input | undefined)?.['ReplicaKmsKeyID'];
  return { bucket: arn.slice('arn:aws:s3:::'.length), account, storageClass, keyId: keyId === undefined ? null : String(keyId) };
}
