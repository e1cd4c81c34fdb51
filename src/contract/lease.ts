/** Who asks for the lease: the run, and the token that goes into its journal and session names. */
export interface LeaseOwner {
  readonly runId: string;
  readonly token: string;
}

/** One drill at a time per target; read again before each destructive call. */
export interface LeasePort {
  take(owner: LeaseOwner): Promise<{ readonly until: string }>;
  /** Throws a refusal when somebody else holds it. */
  check(token: string): Promise<void>;
  release(token: string): Promise<void>;
}
