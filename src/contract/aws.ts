import type { Clock } from './clock.ts';

/** The accounts of a target by role; their ids come from the config. */
export type AccountRole = 'platform' | 'backup' | 'recovery';

/** Who redrill acts as. Looking, breaking and restoring are three different principals. */
export type Principal = 'drill-observer' | 'drill-operator' | 'drill-restorer' | 'drill-observer-backup' | 'drill-operator-backup' | 'platform-app' | 'platform-admin' | 'backup-admin';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Everything a client needs to speak to one region as one principal. Credentials refresh on the drill clock. */
export interface AwsAccess {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  /** The sandbox's front door, or null for AWS's own endpoints. */
  readonly endpoint: URL | null;
  /** How long one answer may take, in real milliseconds, for callers who would rather fail than wait; the clients' own limits and retries where it is absent. */
  readonly answerMs?: number;
  credentials(): Promise<AwsCredentials>;
  /** Refetches credentials after ExpiredToken. */
  refresh(): Promise<AwsCredentials>;
}

/** The proven identity of a principal: what STS said, held against the config. */
export interface IdentityProof {
  readonly principal: Principal;
  readonly account: string;
  readonly arn: string;
}

/** The port through which drill code reaches the target; `targets/` implements it, a model may stand in. */
export interface TargetsPort {
  readonly kind: 'sandbox' | 'aws';
  access(principal: Principal, region?: string): AwsAccess;
  proveIdentity(principal: Principal): Promise<IdentityProof>;
  /** The sandbox's control port, or null on AWS. Only mutations and the clock use it. */
  readonly control: ControlPort | null;
  readonly clock: Clock;
}

/** Requests to the sandbox that are no AWS API (faults below the API, lifecycle runs); see docs/reference/control.md. */
export interface ControlPort {
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
}
