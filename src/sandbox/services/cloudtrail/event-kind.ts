/** What kind of event an operation makes. */
export interface EventKind {
  /** CloudTrail's own name for it, which for some calls of S3 differs from the operation's. */
  readonly name: string;
  readonly readOnly: boolean;
}

/** Data events (object level), which the event history does not have: S3 user guide, "Amazon S3 CloudTrail events". */
const S3_DATA = /Object(?!LockConfiguration)|Multipart|^(UploadPart|ListParts|HeadBucket)/;

/** The EBS direct APIs read and write blocks as data events; only the begin and the end of a snapshot are management (EBS guide, logging). */
const EBS_DATA = /Block/;

/** CloudWatch's metrics are data events; its alarms are management (CloudWatch user guide, logging). */
const METRIC_DATA = /Metric(Data|Statistics)|ListMetrics|WidgetImage/;

/** Names that CloudTrail has otherwise than the model of S3. */
const S3_NAMES: Readonly<Record<string, string>> = {
  PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
  GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
};

const READS = /^(Get|List|Describe|Head|Lookup|BatchGet|Search)/;

/** Calls that CloudTrail marks as reading although their names do not say so: KMS cryptography and STS. */
const ALSO_READS: ReadonlySet<string> = new Set([
  'kms.Encrypt', 'kms.Decrypt', 'kms.ReEncrypt', 'kms.GenerateDataKey', 'kms.GenerateDataKeyWithoutPlaintext', 'kms.GenerateRandom', 'sts.AssumeRole',
]);

/** The management event of a call; null for data events, which are not recorded. */
export function eventKind(service: string, operation: string): EventKind | null {
  if ((service === 's3' && S3_DATA.test(operation)) || (service === 'ebs' && EBS_DATA.test(operation)) || (service === 'monitoring' && METRIC_DATA.test(operation))) return null;
  return { name: (service === 's3' ? S3_NAMES[operation] : undefined) ?? operation, readOnly: READS.test(operation) || ALSO_READS.has(`${service}.${operation}`) };
}
