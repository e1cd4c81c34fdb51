import { decide } from '../../../../authorise/decide.ts';
import { deniedBecause } from '../../../../authorise/denied-because.ts';
import { directoryOf } from '../../../../authorise/policy-directory.ts';
import { AwsError, type Caller, type Catalogue } from '../../../../service.ts';
import { stateOf as s3StateOf } from '../../../s3/state.ts';
import type { Domain } from '../../model.ts';
import { snapshotRole } from '../../snapshot-role.ts';
import { dataErrors } from '../data-error.ts';
import type { Handled, HandledAnswer } from '../plan-request.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Settings of a manual repository that the service takes. */
const ALLOWED: ReadonlySet<string> = new Set([
  'bucket', 'base_path', 'region', 'endpoint', 'role_arn', 'readonly', 'compress', 'chunk_size', 'buffer_size', 'server_side_encryption', 'canned_acl', 'storage_class',
  'max_snapshot_bytes_per_sec', 'max_restore_bytes_per_sec',
]);

/** Settings that the engine gets as they are; the others are the service's business. */
const PASSED: ReadonlySet<string> = new Set(['bucket', 'base_path', 'readonly', 'compress', 'chunk_size', 'buffer_size', 'server_side_encryption', 'canned_acl', 'storage_class', 'max_snapshot_bytes_per_sec', 'max_restore_bytes_per_sec']);

/**
 * Registers a manual repository: of type s3 with a bucket and a role that the service may act as. The engine gets it translated to the
 * sandbox's own S3, where it acts as that role; what it finds there (no such bucket, no access) is its own answer.
 */
export async function registerRepository({ parts, domain, asked, caller, access, body }: Handled): Promise<HandledAnswer> {
  const name = asked.segments[1] ?? '';
  const settings = readSettings(body, asked.rawPath);
  checkRole(settings['role_arn'], { caller, domain, path: asked.rawPath, catalogue: parts.context.catalogue });
  const passed = Object.fromEntries(Object.entries(settings).filter(([key]) => PASSED.has(key)));
  const region = settings['region'] ?? bucketRegion(parts.context.catalogue, settings['bucket']);
  const query = asked.rawQuery === '' ? '' : `?${asked.rawQuery}`;
  const answer = await access.request('PUT', `/_snapshot/${encodeURIComponent(name)}${query}`, { type: 's3', settings: { ...passed, ...(region === null ? {} : { region }) } });
  if (answer.status === 200) parts.state.change(() => parts.state.repositories.put(domain.ref, name, settings));
  return { status: answer.status, body: (answer.body ?? {}) as object };
}

function readSettings(body: Buffer | null, path: string): Settings {
  const parsed = parse(body, path);
  const { type, settings } = parsed as { readonly type?: unknown; readonly settings?: Settings };
  if (type !== 's3' || typeof settings !== 'object' || settings === null) throw dataErrors.payload(path);
  if (typeof settings['role_arn'] !== 'string') throw dataErrors.malformed('settings.role_arn is needed for snapshot registration.');
  if (Object.keys(settings).some((key) => !ALLOWED.has(key)) || typeof settings['bucket'] !== 'string') throw dataErrors.payload(path);
  return settings;
}

function parse(body: Buffer | null, path: string): object {
  try {
    const parsed: unknown = JSON.parse(body?.toString() ?? 'null');
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // told below: nothing of the client's text is quoted
  }
  throw dataErrors.payload(path);
}

interface RoleCheck {
  readonly caller: Caller;
  readonly domain: Domain;
  readonly path: string;
  readonly catalogue: Catalogue;
}

/** iam:PassRole: signed, in the domain's own account, allowed by the caller's policies, and a role that trusts the service. */
function checkRole(roleArn: unknown, { caller, domain, path, catalogue }: RoleCheck): void {
  const account = /^arn:aws:iam::(\d{12}):role\/.+$/.exec(String(roleArn))?.[1];
  if (account === undefined) throw dataErrors.payload(path);
  if (caller.anonymous) throw dataErrors.denied(`User: anonymous is not authorized to perform: iam:PassRole on resource: ${String(roleArn)}`);
  if (account !== domain.account || caller.account !== account) throw dataErrors.denied('Cross-account pass role is not allowed.');
  const decision = decide({ caller, action: 'iam:PassRole', resource: String(roleArn) }, directoryOf(catalogue).attached(caller, account), { account, policy: null, policyRequired: false });
  if (!decision.allowed) throw dataErrors.denied(`User: ${caller.arn} is not authorized to perform: iam:PassRole on resource: ${String(roleArn)} ${deniedBecause(decision, 'iam:PassRole')}`);
  if (snapshotRole(catalogue, account)?.arn === roleArn) return;
  throw dataErrors.engine(500, 'a_w_s_security_token_service_exception', `a_w_s_security_token_service_exception: The service es.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${String(roleArn)} (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied)`);
}

/** Without a region in the settings (`endpoint: s3.amazonaws.com`) S3 itself finds the bucket's. */
function bucketRegion(catalogue: Handled['parts']['context']['catalogue'], bucket: unknown): string | null {
  try {
    return s3StateOf(catalogue).buckets.find(String(bucket))?.region ?? null;
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }
}
