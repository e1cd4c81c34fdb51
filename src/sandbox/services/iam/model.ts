export type PrincipalKind = 'user' | 'role';

/** A user or a role. */
export interface Principal {
  readonly arn: string;
  readonly kind: PrincipalKind;
  readonly account: string;
  readonly path: string;
  readonly name: string;
  /** AIDA... or AROA...: a name that is made again gets another. */
  readonly id: string;
  /** Microseconds of drill time. */
  readonly created: number;
  /** ARN of the managed policy that limits it. */
  readonly boundary: string | null;
  /** Of roles: who may assume it (JSON). */
  readonly trust: string | null;
  readonly description: string | null;
  /** Of roles, in seconds. */
  readonly max_session: number | null;
}

/** A managed policy of an account, or of AWS (account `aws`). */
export interface ManagedPolicy {
  readonly arn: string;
  readonly account: string;
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly description: string | null;
  readonly created: number;
  readonly updated: number;
  /** The version that binds, and the newest number given. */
  readonly current: number;
  readonly newest: number;
}

export interface PolicyVersion {
  readonly policy: string;
  readonly version: number;
  readonly document: string;
  readonly created: number;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** ARN of the user. */
  readonly principal: string;
  readonly status: 'Active' | 'Inactive';
  readonly created: number;
}
