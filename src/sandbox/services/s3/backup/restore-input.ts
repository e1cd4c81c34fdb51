import { AwsError } from '../../../service.ts';

/** What a restore of S3 is to do. */
export interface RestoreInput {
  readonly destination: string;
  readonly newBucket: boolean;
  /** `original`: each object under the key it had, SSE-S3 where it had none. */
  readonly encryption: 'original' | 'SSE-S3' | 'SSE-KMS';
  /** Key of SSE-KMS as it was named; null: the AWS managed key. */
  readonly kmsKey: string | null;
  /** Keys, or prefixes that end in a slash; null for everything. */
  readonly items: readonly string[] | null;
}

const KEYS = ['DestinationBucketName', 'NewBucket', 'CreationToken', 'Encrypted', 'EncryptionType', 'KMSKey', 'RestoreTime', 'ItemsToRestore', 'RestoreACLs', 'RestoreLatestVersionsUpTo', 'aws:backup:request-id'] as const;
const MOST_ITEMS = 5;

/** Reads the metadata of StartRestoreJob (aws-facts.md 1.5). Throws InvalidParameterValueException for wrong keys and for what is not served. */
export function readRestoreInput(metadata: Readonly<Record<string, string>>): RestoreInput {
  const given = named(metadata);
  const destination = given.get('DestinationBucketName') ?? '';
  if (destination === '') throw invalid('DestinationBucketName is required in the restore metadata of an S3 recovery point.');
  if (given.has('RestoreTime')) throw invalid('RestoreTime is for continuous recovery points only; this one is a snapshot.');
  if (flag(given, 'RestoreACLs')) throw invalid('RestoreACLs is not supported by the sandbox: its buckets have ACLs disabled; use "false".');
  const versions = given.get('RestoreLatestVersionsUpTo') ?? '1';
  if (versions !== '1') throw invalid(`RestoreLatestVersionsUpTo "${versions}" is not supported by the sandbox: its recovery points of S3 hold the latest version of each object; use "1".`);
  flag(given, 'Encrypted');
  return { destination, newBucket: flag(given, 'NewBucket'), ...encryptionOf(given), items: itemsOf(given.get('ItemsToRestore')) };
}

/** By the names as AWS writes them; the case of letters does not matter. */
function named(metadata: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(metadata).map(([key, value]) => {
    const known = KEYS.find((one) => one.toLowerCase() === key.toLowerCase());
    if (known === undefined) throw invalid(`Unknown key ${key} in the restore metadata of an S3 recovery point; known are ${KEYS.slice(0, -1).join(', ')}.`);
    return [known, value] as const;
  }));
}

function flag(given: ReadonlyMap<string, string>, key: string): boolean {
  const value = (given.get(key) ?? 'false').toLowerCase();
  if (value !== 'true' && value !== 'false') throw invalid(`${key} must be "true" or "false", not ${JSON.stringify(given.get(key))}.`);
  return value === 'true';
}

function encryptionOf(given: ReadonlyMap<string, string>): Pick<RestoreInput, 'encryption' | 'kmsKey'> {
  const type = given.get('EncryptionType') ?? 'original';
  const kmsKey = given.get('KMSKey') ?? null;
  if (kmsKey !== null && type !== 'SSE-KMS') throw invalid('KMSKey can only be given with EncryptionType "SSE-KMS".');
  if (type !== 'original' && type !== 'SSE-S3' && type !== 'SSE-KMS') throw invalid(`EncryptionType must be "original", "SSE-S3" or "SSE-KMS", not ${JSON.stringify(type)}.`);
  return { encryption: type, kmsKey };
}

/** A JSON list inside the text. */
function itemsOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const items = parsed(text);
  if (!Array.isArray(items) || items.length === 0 || items.some((one) => typeof one !== 'string' || one === '')) throw invalid('ItemsToRestore must be a JSON list of object keys or of prefixes that end in "/".');
  if (items.length > MOST_ITEMS) throw invalid(`ItemsToRestore can name ${MOST_ITEMS} items at the most, not ${items.length}.`);
  return items as readonly string[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // the caller says what is expected; the parser's words would not help
    return null;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
