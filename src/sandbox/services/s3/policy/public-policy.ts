interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Condition keys that narrow a wildcard principal to known callers (S3 guide, "The meaning of public"). */
const NARROWING = new Set([
  'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce',
  'aws:sourceowner', 'aws:userid', 's3:dataaccesspointaccount', 's3:dataaccesspointarn', 's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/** Whether a bucket policy is public as S3 means it: it allows something to everyone, without a condition that fixes who they are. */
export function isPublicPolicy(policy: string): boolean {
  const statements = (JSON.parse(policy) as { readonly Statement?: Statement | readonly Statement[] }).Statement ?? [];
  return [statements].flat().some((statement) => (statement as Statement).Effect === 'Allow' && isEveryone((statement as Statement).Principal) && !isNarrowed((statement as Statement).Condition));
}

function isEveryone(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  return Object.values(principal).flat().includes('*');
}

function isNarrowed(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).some(([operator, tests]) => /^(String|Arn|IpAddress)/.test(operator) && !/Not/.test(operator) && Object.entries(tests as object).some(([key, values]) => NARROWING.has(key.toLowerCase()) && isFixed(values)));
}

function isFixed(values: unknown): boolean {
  return [values].flat().every((value) => typeof value === 'string' && !/[*?]|\$\{|^0\.0\.0\.0\/0$|^::\/0$/.test(value));
}
