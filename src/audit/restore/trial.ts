import type { AwsAccess } from '#contract/aws';
import type { Binding, DrillContext } from '#contract/modules';

/** What restores of old points are done with: asked for as the restorer, taken away as the operator. */
export interface TrialRoom {
  readonly context: DrillContext;
  readonly restorer: AwsAccess;
  readonly operator: AwsAccess;
  /** The living store that the point is one of. */
  readonly live: Binding;
}

/** How a point of one service is restored beside what is there, and taken away again. */
export interface Trial {
  readonly service: string;
  /** What has to be there before the job. Idempotent. */
  prepare?(room: TrialRoom, name: string): Promise<void>;
  /** Metadata of the restore job, from what AWS Backup suggests for the point. */
  metadata(room: TrialRoom, input: { readonly fetched: Readonly<Record<string, string>>; readonly name: string; readonly token: string }): Promise<Readonly<Record<string, string>>>;
  /** Waits until it can be read, and marks it as the audit's own. */
  ready(room: TrialRoom, resource: string): Promise<void>;
  /** Takes it away, and waits until it is gone. What is gone already is no error. */
  remove(room: TrialRoom, resource: string): Promise<void>;
  /** What audits left of this store by its name or its tag, for those whose journal is gone. */
  leftovers(room: TrialRoom): Promise<readonly string[]>;
}

/** Tag of everything that an audit makes. */
export const AUDIT_TAG = 'redrill:audit';

const SUFFIX = /-audit-[0-9a-f]{8}$/;
const LONGEST = 48;

/** A name that begins with the store's own, so that it lies within what drills may touch, and that says whose it is. */
export function trialName(resource: string, token: string): string {
  return `${resource.slice(0, LONGEST).replace(/-+$/, '')}-audit-${token.slice(0, 8)}`;
}

/** Whether a name is one that an audit gave beside a store. */
export function isTrialName(name: string, resource: string): boolean {
  return SUFFIX.test(name) && name.replace(SUFFIX, '') === resource.slice(0, LONGEST).replace(/-+$/, '');
}
