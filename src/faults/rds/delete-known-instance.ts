import type { DBInstance, DeleteDBInstanceMessage } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { refusal, RedrillError } from '#kit/redrill-error';
import { describeInstance } from '#stores/rds/describe-instance';
import { rdsCode } from '#stores/rds/rds-code';
import { rdsSdk, withRds } from '#stores/rds/with-rds';

/** An instance and not merely its name: names are used again. */
export interface KnownInstance {
  readonly access: AwsAccess;
  readonly identifier: string;
  /** DbiResourceId: never used twice. */
  readonly resourceId: string;
}

/**
 * Sends one request to delete an instance, right after a look that it is still the one that is meant; gone or going already is fine.
 * Throws `rds.busy` where RDS refuses because of the state it is in: the caller looks at its guards again before it asks again.
 */
export async function deleteKnownInstance(known: KnownInstance, how: Omit<DeleteDBInstanceMessage, 'DBInstanceIdentifier'>, mayGo: (instance: DBInstance) => void = () => undefined): Promise<void> {
  const { access, identifier } = known;
  const instance = await describeInstance(access, identifier);
  if (isGoing(instance)) return;
  mustBe(known, instance);
  mayGo(instance);
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, ...how })));
  } catch (error) {
    const code = rdsCode(error);
    if (code === 'DBInstanceNotFound') return;
    throw code === null ? error : notDeleted(error, { code, identifier });
  }
}

/** Nothing is left to delete: the name is free, or its deletion has begun. */
export function isGoing(instance: DBInstance | null): instance is null {
  return instance === null || instance.DBInstanceStatus === 'deleting';
}

/** Refuses an instance that only has the same name. */
export function mustBe({ identifier, resourceId }: KnownInstance, instance: DBInstance): void {
  if (instance.DbiResourceId !== resourceId) throw refusal('rds.other-instance', `${identifier} is ${instance.DbiResourceId ?? 'without a resource id'} by now, and ${resourceId} was meant: another instance has the name, and it is not deleted`);
}

function notDeleted(error: unknown, { code, identifier }: { readonly code: string; readonly identifier: string }): RedrillError {
  return new RedrillError(code === 'InvalidDBInstanceState' ? 'rds.busy' : 'rds.not-deleted', `RDS did not delete ${identifier}: ${code}: ${error instanceof Error ? error.message : String(error)}`, { actor: 'platform', cause: error });
}
