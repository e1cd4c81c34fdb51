import { evaluateNaming, evaluateOwn, type AccessRequest } from './evaluate-policy.ts';
import type { PolicyDocument } from './policy-document.ts';

/** Kinds of policies, as AccessDenied names them. */
export type PolicyKind = 'service control policy' | 'resource control policy' | 'resource-based policy' | 'identity-based policy' | 'permissions boundary' | 'session policy';

/** What is attached to the caller and to both accounts. A session's own policy comes with the caller. */
export interface AttachedPolicies {
  /** Of the user or the role. */
  readonly identity: readonly PolicyDocument[];
  /** Null: none is set. */
  readonly boundary: PolicyDocument | null;
  /** Of the caller's account, one list per level of the organisation from the root down; empty for a management account. */
  readonly serviceControl: readonly (readonly PolicyDocument[])[];
  /** Of the resource's account, likewise. */
  readonly resourceControl: readonly (readonly PolicyDocument[])[];
}

interface DecidedResource {
  readonly account: string;
  readonly policy: PolicyDocument | null;
  /** True for KMS keys and trust policies: nobody gets in without the resource's own policy, not even its own account. */
  readonly policyRequired: boolean;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyKind };

type Says = 'allow' | 'deny' | 'silent';

const ALLOWED: Decision = { allowed: true };

/** Services whose resources resource control policies reach (Organizations user guide, "Resource control policies"), of those that are served. */
const RESOURCE_CONTROLLED: ReadonlySet<string> = new Set(['s3', 'sts', 'kms']);

/**
 * Whether a call is allowed, in the order of AWS's documentation ("Policy evaluation logic", IAM User Guide): any explicit deny ends it; the
 * organisation must allow at every level; within one account the resource's policy or the identity's is enough, between two accounts both
 * are needed; boundary and session policy limit what the identity's policies give. Pure.
 */
export function decide(request: AccessRequest, policies: AttachedPolicies, resource: DecidedResource): Decision {
  const { caller, action } = request;
  const says = {
    resourceControl: RESOURCE_CONTROLLED.has(action.slice(0, action.indexOf(':'))) ? everyLevel(policies.resourceControl, request) : 'allow',
    serviceControl: everyLevel(policies.serviceControl, request),
    resource: resource.policy === null ? 'silent' : evaluateNaming(resource.policy, request),
    identity: evaluateOwn(policies.identity, request),
    boundary: policies.boundary === null ? 'allow' : evaluateOwn([policies.boundary], request),
    session: caller.session?.policy ? evaluateOwn([caller.session.policy], request) : 'allow',
  } as const;
  const denied = KINDS.find(([name]) => says[name] === 'deny');
  if (denied) return { allowed: false, explicit: true, by: denied[1] };
  if (says.resourceControl !== 'allow') return implicit('resource control policy');
  if (caller.anonymous) return says.resource === 'everyone' ? ALLOWED : implicit('resource-based policy');
  if (says.serviceControl !== 'allow') return implicit('service control policy');
  const own = caller.account === resource.account;
  if ((!own || resource.policyRequired) && says.resource === 'silent') return implicit('resource-based policy');
  // What the resource gives to the caller itself, or to everyone, needs and knows none of the caller's own policies.
  if (own && (says.resource === 'itself' || says.resource === 'everyone')) return ALLOWED;
  // What it gives to a role spares the role's identity policies, but not its boundary and not the session's policy.
  if (says.identity !== 'allow' && !(own && says.resource === 'role')) return implicit('identity-based policy');
  if (says.boundary !== 'allow') return implicit('permissions boundary');
  return says.session === 'allow' ? ALLOWED : implicit('session policy');
}

/** Which explicit deny is named where there are several. */
const KINDS = [
  ['resourceControl', 'resource control policy'], ['serviceControl', 'service control policy'], ['resource', 'resource-based policy'],
  ['identity', 'identity-based policy'], ['boundary', 'permissions boundary'], ['session', 'session policy'],
] as const satisfies readonly (readonly [string, PolicyKind])[];

/** A deny at any level denies; every level must allow. */
function everyLevel(levels: readonly (readonly PolicyDocument[])[], request: AccessRequest): Says {
  let answer: Says = 'allow';
  for (const policies of levels) {
    const says = evaluateOwn(policies, request);
    if (says === 'deny') return 'deny';
    if (says === 'silent') answer = 'silent';
  }
  return answer;
}

function implicit(by: PolicyKind): Decision {
  return { allowed: false, explicit: false, by };
}
