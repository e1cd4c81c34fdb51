import { AwsError } from '../../../service.ts';
import { nameOf } from '../tree/names.ts';

/** What a restore of EFS is to do. */
export interface RestoreInput {
  /** The file system to restore into; null for a new one. */
  readonly into: string | null;
  readonly creationToken: string | null;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | null;
  readonly performanceMode: string;
  readonly zone: string | null;
  /** Paths below the root, as names of the tree; null for everything. */
  readonly items: readonly string[] | null;
}

const KEYS = ['file-system-id', 'newFileSystem', 'CreationToken', 'Encrypted', 'KmsKeyId', 'PerformanceMode', 'ItemsToRestore', 'singleAzFilesystem', 'availabilityZoneName', 'aws:backup:request-id'] as const;
const MOST_ITEMS = 5;

/** Reads the metadata of StartRestoreJob (aws-facts.md 1.5). `file-system-id` is ignored when a new file system is wanted. Throws InvalidParameterValueException. */
export function readRestoreInput(metadata: Readonly<Record<string, string>>): RestoreInput {
  const given = named(metadata);
  const fresh = flag(given, 'newFileSystem');
  const encrypted = flag(given, 'Encrypted');
  const kmsKeyId = given.get('KmsKeyId') ?? null;
  if (kmsKeyId !== null && fresh && !encrypted) throw invalid('KmsKeyId needs Encrypted to be "true".');
  const performanceMode = given.get('PerformanceMode') ?? 'generalPurpose';
  if (performanceMode !== 'generalPurpose' && performanceMode !== 'maxIO') throw invalid(`PerformanceMode must be "generalPurpose" or "maxIO", not ${JSON.stringify(performanceMode)}.`);
  const into = given.get('file-system-id') ?? null;
  if (!fresh && into === null) throw invalid('file-system-id is required in the restore metadata of an EFS recovery point unless newFileSystem is "true".');
  return { into: fresh ? null : bare(into ?? ''), creationToken: given.get('CreationToken') ?? null, encrypted, kmsKeyId, performanceMode, zone: zoneOf(given), items: itemsOf(given.get('ItemsToRestore')) };
}

function named(metadata: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(metadata).map(([key, value]) => {
    const known = KEYS.find((one) => one.toLowerCase() === key.toLowerCase());
    if (known === undefined) throw invalid(`Unknown key ${key} in the restore metadata of an EFS recovery point; known are ${KEYS.slice(0, -1).join(', ')}.`);
    return [known, value] as const;
  }));
}

function flag(given: ReadonlyMap<string, string>, key: string): boolean {
  const value = (given.get(key) ?? 'false').toLowerCase();
  if (value !== 'true' && value !== 'false') throw invalid(`${key} must be "true" or "false", not ${JSON.stringify(given.get(key))}.`);
  return value === 'true';
}

function bare(idOrArn: string): string {
  return idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
}

function zoneOf(given: ReadonlyMap<string, string>): string | null {
  if (!flag(given, 'singleAzFilesystem')) return null;
  const zone = given.get('availabilityZoneName');
  if (zone === undefined) throw invalid('singleAzFilesystem needs availabilityZoneName.');
  return zone;
}

/** A JSON list inside the text: paths relative to the root of the file system. */
function itemsOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const items = parsed(text);
  if (!Array.isArray(items) || items.length === 0 || items.some((one) => typeof one !== 'string' || one.replaceAll('/', '') === '')) throw invalid('ItemsToRestore must be a JSON list of paths below the root of the file system.');
  if (items.length > MOST_ITEMS) throw invalid(`ItemsToRestore can name ${MOST_ITEMS} items at the most, not ${items.length}.`);
  return (items as readonly string[]).map((path) => nameOf(path.replace(/^\/+|\/+$/g, '')));
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
