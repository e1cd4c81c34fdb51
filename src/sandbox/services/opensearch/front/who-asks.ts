import type { PolicyCache } from '../../../authorise/authorise.ts';
import { decide } from '../../../authorise/decide.ts';
import { deniedBecause } from '../../../authorise/denied-because.ts';
import { WITHOUT_IAM, type PolicyDirectory } from '../../../authorise/policy-directory.ts';
import type { RequestContext } from '../../../authorise/request-context.ts';
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

interface Gate {
  readonly domain: Domain;
  readonly policies: PolicyCache;
  readonly directory?: PolicyDirectory;
  readonly context?: RequestContext;
}

/** Holds a request against the domain's access policy and all that is attached to the caller. Throws DataError as the service words it. */
export function authoriseData({ caller }: Pick<Asker, 'caller'>, request: DataRequest, { domain, policies, directory = WITHOUT_IAM, context = {} }: Gate): void {
  const action = `es:${VERBS[request.method] ?? `ESHttp${request.method}`}`;
  const policy = domain.settings.AccessPolicies;
  const resource = { account: domain.account, policy: policy === '' ? null : policies.get(policy), policyRequired: false };
  const decision = decide({ caller, action, resource: `${domainArn(domain)}${request.rawPath}`, context }, directory.attached(caller, domain.account), resource);
  if (!decision.allowed) throw dataErrors.denied(`User: ${caller.anonymous ? 'anonymous' : caller.arn} is not authorized to perform: ${action} ${deniedBecause(decision, action)}`);
}
