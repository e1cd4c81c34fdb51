import type { Call } from '../../../service.ts';
import { isBucketName } from '../../s3/bucket-name.ts';
import { stateOf } from '../../s3/state.ts';
import { letsIn } from '../../s3/write-as-service.ts';
import { errors } from '../errors.ts';
import { deliveryOf, logFolder, type Trail } from './model.ts';

type Input = Readonly<Record<string, unknown>>;

/** What a trail can have on AWS and not here: it would change where events go, or who is told. */
const ABSENT = ['SnsTopicName', 'CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn', 'KmsKeyId', 'IsOrganizationTrail', 'TagsList'];

/** Settings of a trail as CreateTrail and UpdateTrail take them; what is not given stays as it was. Throws where the trail could deliver nothing. */
export function withSettings(call: Call, trail: Trail, input: Input): Trail {
  const absent = ABSENT.find((member) => isGiven(input[member]));
  if (absent !== undefined) throw errors.unsupported(absent);
  const prefix = input['S3KeyPrefix'];
  const next: Trail = {
    ...trail,
    bucket: typeof input['S3BucketName'] === 'string' ? input['S3BucketName'] : trail.bucket,
    prefix: typeof prefix === 'string' ? prefix.replace(/\/$/, '') || null : trail.prefix,
    multiRegion: flag(input['IsMultiRegionTrail']) ?? trail.multiRegion,
    globalEvents: flag(input['IncludeGlobalServiceEvents']) ?? trail.globalEvents,
    validated: flag(input['EnableLogFileValidation']) ?? trail.validated,
  };
  if (next.multiRegion && !next.globalEvents) throw errors.combination('Multi-Region trail must include global service events.');
  if (next.prefix !== null && (next.prefix.length > 200 || /[^\w!.*'()/-]/.test(next.prefix))) throw errors.prefix(next.prefix);
  requireBucket(call, next);
  return next;
}

/** CloudTrail user guide, "Naming requirements". */
export function requireName(name: string): void {
  if (name.length < 3) throw errors.trailName(`Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${name.length} characters.`);
  if (name.length > 128) throw errors.trailName(`Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${name.length} characters.`);
  if (/[^\w.-]/.test(name)) throw errors.trailName('Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).');
  if (!/^[a-z0-9]/i.test(name)) throw errors.trailName('Trail name must starts with a letter or number.');
  if (!/[a-z0-9]$/i.test(name)) throw errors.trailName('Trail name must ends with a letter or number.');
  if (/[._-]{2}/.test(name)) throw errors.trailName('Trail name cannot have adjacent periods, underscores, or hyphens.');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) throw errors.trailName('Trail name cannot be an IP address.');
}

/** The bucket must be there and let CloudTrail look at it and write. */
function requireBucket({ catalogue }: Call, trail: Trail): void {
  if (!isBucketName(trail.bucket)) throw errors.bucketName(trail.bucket);
  const bucket = stateOf(catalogue).buckets.find(trail.bucket);
  if (!bucket) throw errors.noBucket(trail.bucket);
  const service = deliveryOf(trail);
  const lets = letsIn(bucket, service, { action: 's3:GetBucketAcl' }) && letsIn(bucket, service, { action: 's3:PutObject', key: `${logFolder(trail)}/CloudTrail/` });
  if (!lets) throw errors.bucketPolicy(trail.bucket);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
