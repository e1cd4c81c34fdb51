import { AwsError, type Caller } from '../service.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import type { PolicyDocument } from './policy-document.ts';

interface Access {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly owner: { readonly account: string; readonly policy: string | null };
}

const PARSED_LIMIT = 500;

/** Parsed policies by their text: the same few are evaluated for every call. */
export class PolicyCache {
  private readonly known = new Map<string, PolicyDocument>();

  get(text: string): PolicyDocument {
    const found = this.known.get(text);
    if (found) return found;
    const policy = JSON.parse(text) as PolicyDocument;
    if (this.known.size >= PARSED_LIMIT) this.known.clear();
    this.known.set(text, policy);
    return policy;
  }
}

/**
 * The account boundary: in its own account a principal may do everything that no resource policy denies; in another account, or unsigned,
 * only what a resource policy allows. Throws AccessDenied, worded as AWS does for principals of one organisation.
 */
export function authorise(access: Access, policies: PolicyCache): void {
  const { caller, owner } = access;
  const own = !caller.anonymous && caller.account === owner.account;
  if (owner.policy === null) {
    if (own) return;
    throw denied(access, 'because no resource-based policy allows the');
  }
  const says = evaluatePolicy(policies.get(owner.policy), access);
  if (says === 'deny') throw denied(access, 'with an explicit deny in a resource-based policy');
  if (!own && says !== 'allow') throw denied(access, 'because no resource-based policy allows the');
}

function denied({ caller, action, resource }: Access, why: string): AwsError {
  if (caller.anonymous) return new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  const because = why.endsWith('allows the') ? `${why} ${action} action` : why;
  return new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: ${action} on resource: "${resource}" ${because}`, { status: 403 });
}
