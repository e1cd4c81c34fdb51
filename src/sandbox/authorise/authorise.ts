import { AwsError, type Caller } from '../service.ts';
import { decide } from './decide.ts';
import { deniedBecause } from './denied-because.ts';
import { WITHOUT_IAM, type PolicyDirectory } from './policy-directory.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { RequestContext } from './request-context.ts';

interface Access {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly owner: { readonly account: string; readonly policy: string | null };
  /** What conditions may ask for beside the caller. */
  readonly context?: RequestContext;
}

/** Whose words a refusal has: S3 quotes the resource, EC2 has a sentence before. */
type DeniedWords = 's3' | 'ec2' | 'other';

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
 * Whether the caller may act on a resource, by all that is attached to either of them. Throws AccessDenied, worded as AWS does for principals
 * of one organisation.
 */
export function authorise(access: Access, policies: PolicyCache, { directory = WITHOUT_IAM, words = 's3' }: { readonly directory?: PolicyDirectory; readonly words?: DeniedWords } = {}): void {
  const { caller, owner } = access;
  const resource = { account: owner.account, policy: owner.policy === null ? null : policies.get(owner.policy), policyRequired: false };
  const decision = decide(access, directory.attached(caller, owner.account), resource);
  if (decision.allowed) return;
  if (caller.anonymous) throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  const message = `User: ${caller.arn} is not authorized to perform: ${access.action} on resource: ${words === 's3' ? `"${access.resource}"` : access.resource} ${deniedBecause(decision, access.action)}`;
  throw new AwsError('AccessDenied', words === 'ec2' ? `You are not authorized to perform this operation. ${message}` : message, { status: 403 });
}
