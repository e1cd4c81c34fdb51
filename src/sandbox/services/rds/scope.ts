import { regionFaultsOf } from '../../regions/region-faults.ts';
import { AwsError, type Call, type Place, type SandboxContext } from '../../service.ts';
import type { DbEngine } from './engine/db-engine.ts';
import { engineOf } from './engine-of.ts';
import { errors } from './errors.ts';
import { stateOf, type RdsState } from './state.ts';

/** Who acts where: the same for a call of the API and for AWS Backup, which acts with a role. */
export interface Scope {
  readonly context: SandboxContext;
  readonly state: RdsState;
  readonly engine: DbEngine;
  readonly place: Place;
  readonly by: { readonly account: string; readonly arn: string };
}

export function scopeOf(call: Call): Scope {
  return scopeAt(call, { account: call.caller.account, region: call.region }, { account: call.caller.account, arn: call.caller.roleArn ?? call.caller.arn });
}

export function scopeAt(context: SandboxContext, place: Place, by: Scope['by']): Scope {
  return { context, state: stateOf(context.catalogue), engine: engineOf(context), place, by };
}

/** Refuses when a region that the call needs cannot be reached from the one that was called. */
export function requireRegion({ context, place }: Pick<Scope, 'context' | 'place'>, region: string): void {
  if (regionFaultsOf(context.catalogue).severs(region, place.region)) throw errors.serviceUnavailable();
}

/** The ARN of the key that a request names. Throws KMSKeyNotAccessibleFault. */
export function resolvedKey({ context, place, by }: Scope, ref: string): string {
  try {
    const keyArn = context.keys.resolve(ref, place);
    requireKey({ context, by }, keyArn, 'encrypt');
    return keyArn;
  } catch (error) {
    if (error instanceof AwsError && error.code !== 'KMSKeyNotAccessibleFault') throw errors.keyNotAccessible(`The specified KMS key [${ref}] does not exist, is not enabled or you do not have permissions to access it.`);
    throw error;
  }
}

/** Refuses when whoever asks cannot use a key. */
export function requireKey({ context, by }: Pick<Scope, 'context' | 'by'>, keyArn: string, use: 'encrypt' | 'decrypt'): void {
  const problem = context.keys.problem(keyArn, use, by);
  if (problem) throw errors.keyNotAccessible(`The KMS key [${keyArn}] is not accessible: ${problem.message}`);
}
