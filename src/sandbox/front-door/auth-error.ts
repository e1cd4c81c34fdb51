/** Why a request was not authenticated, before it is worded as the addressed service words it. */
export type AuthProblem =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unsupported'; readonly detail: string }
  | { readonly kind: 'malformed'; readonly detail: string; readonly where: 'header' | 'query' }
  | { readonly kind: 'unsigned-header'; readonly name: string }
  | { readonly kind: 'no-date' }
  | { readonly kind: 'no-payload-hash' }
  | { readonly kind: 'unknown-key'; readonly accessKeyId: string }
  | { readonly kind: 'bad-token' }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'mismatch'; readonly accessKeyId: string; readonly stringToSign: string; readonly signature: string; readonly canonicalRequest: string }
  | { readonly kind: 'skewed'; readonly amzDate: string; readonly serverMs: number }
  | { readonly kind: 'expired-request'; readonly expiresSeconds: number; readonly expiresAtMs: number; readonly serverMs: number };

/** Thrown while a request is authenticated; the front door words it per service. */
export class AuthError extends Error {
  readonly problem: AuthProblem;

  constructor(problem: AuthProblem) {
    super(problem.kind);
    this.name = 'AuthError';
    this.problem = problem;
  }
}
