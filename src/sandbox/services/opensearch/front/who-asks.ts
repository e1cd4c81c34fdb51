import { evaluatePolicy } from '../../../authorise/evaluate-policy.ts';
import type { PolicyCache } from '../../../authorise/authorise.ts';
import { AuthError } from '../../../front-door/auth-error.ts';
import { authenticate, type Authenticated } from '../../../front-door/authenticate.ts';
import type { SigningKeys } from '../../../front-door/sigv4/signing-keys.ts';
import { parseSignature } from '../../../front-door/sigv4/parse-signature.ts';
import { wordAuthError } from '../../../front-door/word-auth-error.ts';
import type { Identities } from '../../../identities.ts';
import type { Caller } from '../../../service.ts';
import { domainArn, type Domain } from '../model.ts';
import { dataErrors } from './data-error.ts';
import type { DataRequest } from './data-request.ts';

const VERBS: Readonly<Record<string, string>> = { GET: 'ESHttpGet', HEAD: 'ESHttpHead', POST: 'ESHttpPost', PUT: 'ESHttpPut', DELETE: 'ESHttpDelete', PATCH: 'ESHttpPatch' };

export interface Checks {
  readonly identities: Identities;
  readonly keys: SigningKeys;
  readonly policies: PolicyCache;
}

/** Who sent a request and, for a signed one, the hash that its body must have. */
interface Asker {
  readonly caller: Caller;
  readonly sha256: string | null;
}

/** Whether the signature can only be checked with the body at hand: the client did not announce its hash. */
export function needsBody({ headers, rawQuery }: DataRequest): boolean {
  if (headers['authorization'] === undefined && !rawQuery.includes('X-Amz-Signature=')) return false;
  return !/^[0-9a-f]{64}$/.test(headers['x-amz-content-sha256'] ?? '');
}

/** Who asks; anonymous without a signature. `body` as far as `needsBody` says. Throws DataError in the words of the service. */
export function whoAsks(request: DataRequest, body: Buffer | null, { checks, region }: { readonly checks: Checks; readonly region: string }): Asker {
  try {
    const { caller, claim, payloadHash } = signer(request, body, { checks, region });
    return { caller, sha256: claim === null || body !== null ? null : payloadHash };
  } catch (error) {
    throw error instanceof AuthError ? dataErrors.signature(wordAuthError(error.problem, 'awsJson').message) : error;
  }
}

function signer(request: DataRequest, body: Buffer | null, { checks, region }: { readonly checks: Checks; readonly region: string }): Authenticated {
  const claim = parseSignature(request.headers, request.rawQuery);
  if (claim && claim.service !== 'es') throw dataErrors.signature('Credential should be scoped to correct service: \'es\'.');
  if (claim && claim.region !== region) throw dataErrors.signature('Credential should be scoped to a valid region.');
  return authenticate(request, body, checks);
}

/** Holds a request against the domain's access policy. Throws DataError as the service words it. */
export function authoriseData({ caller }: Pick<Asker, 'caller'>, request: DataRequest, { domain, policies }: { readonly domain: Domain; readonly policies: PolicyCache }): void {
  const action = `es:${VERBS[request.method] ?? `ESHttp${request.method}`}`;
  const policy = domain.settings.AccessPolicies;
  const says = policy === '' ? 'silent' : evaluatePolicy(policies.get(policy), { caller, action, resource: `${domainArn(domain)}${request.rawPath}` });
  const who = `User: ${caller.anonymous ? 'anonymous' : caller.arn} is not authorized to perform: ${action}`;
  if (says === 'deny') throw dataErrors.denied(`${who} with an explicit deny in a resource-based policy`);
  const own = !caller.anonymous && caller.account === domain.account;
  if (!own && says !== 'allow') throw dataErrors.denied(`${who} because no resource-based policy allows the ${action} action`);
}
