import { isDate } from '#kit/dates';

type Values = Readonly<Record<string, unknown>>;

/** Longest requestParameters and responseElements (CloudTrail user guide, record contents); longer ones are left out. */
const LONGEST_CHARACTERS = 100_000;
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** Members that are never written down, by service; `*` for all. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  '*': ['SecretString', 'SecretBinary', 'SecretAccessKey', 'SessionToken', 'TokenCode', 'Plaintext', 'PlaintextKey'],
  ssm: ['Value'],
};

/** Members whose own keys are the caller's words, not names of the API. */
const MAPS: ReadonlySet<string> = new Set(['EncryptionContext', 'SourceEncryptionContext', 'DestinationEncryptionContext', 'EncryptionContextSubset', 'EncryptionContextEquals', 'Metadata', 'Tags', 'BackupVaultTags', 'BackupPlanTags', 'RecoveryPointTags', 'BackupOptions']);

/** The input of a call as CloudTrail writes it: no secrets, no bytes, names of members in camel case (but for S3, which has its own form). */
export function requestParameters(service: string, input: Values): object | null {
  if (service !== 's3') return limited(plain(input, { service, camel: true }));
  const { Bucket: bucketName, ...rest } = input;
  const host = bucketName === undefined ? 's3.amazonaws.com' : `${String(bucketName)}.s3.amazonaws.com`;
  return limited({ ...(bucketName === undefined ? {} : { bucketName }), Host: host, ...plain(rest, { service, camel: false }) });
}

/** The output of a writing call; null for what only reads, as CloudTrail has it. RDS gives the resource itself, not its envelope. */
export function responseElements(service: string, output: Values, readOnly: boolean): object | null {
  if (service === 's3' || (readOnly && service !== 'sts')) return null;
  const [only, ...others] = Object.values(output).filter((value) => value !== undefined);
  const bare = service === 'rds' && others.length === 0 && isStructure(only) ? only : output;
  return limited(plain(bare, { service, camel: true }));
}

interface Style {
  readonly service: string;
  readonly camel: boolean;
}

function plain(values: Values, style: Style): Values | null {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const told = valueOf(name, value, style);
    return told === undefined ? [] : [[style.camel ? lowerFirst(name) : name, told] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function valueOf(name: string, value: unknown, style: Style): unknown {
  if (value === undefined || value === null || value instanceof Uint8Array || typeof value === 'function') return undefined;
  if (isSecret(name, style.service)) return style.service === 'rds' ? '****' : HIDDEN;
  if (isDate(value)) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((one) => valueOf('', one, style));
  if (!isStructure(value)) return value;
  if ('pipe' in value) return undefined;
  return plain(value, MAPS.has(name) ? { ...style, camel: false } : style) ?? {};
}

function isSecret(name: string, service: string): boolean {
  return (name.endsWith('Password') && name !== 'ManageMasterUserPassword') || (SECRETS['*'] ?? []).includes(name) || (SECRETS[service] ?? []).includes(name);
}

function isStructure(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function limited(values: Values | null): Values | null {
  return values === null || JSON.stringify(values).length > LONGEST_CHARACTERS ? null : values;
}
