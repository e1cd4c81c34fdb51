import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeInstance } from './describe-instance.ts';
import { lastEvent } from './last-event.ts';

type Waiter = Pick<DrillContext, 'clock' | 'signal' | 'say'>;

const ASK_EVERY_MS = 15_000;

/** States that an instance does not leave by itself. */
const STUCK = new Set(['failed', 'restore-error', 'incompatible-restore', 'incompatible-network', 'incompatible-parameters', 'incompatible-option-group', 'incompatible-credentials', 'inaccessible-encryption-credentials', 'inaccessible-encryption-credentials-recoverable', 'insufficient-capacity', 'storage-full', 'stopped']);

/** Waits in drill time until an instance is available and nothing asked of it is left to be done. */
export async function awaitAvailable(context: Waiter, access: AwsAccess, identifier: string): Promise<DBInstance> {
  let said = '';
  for (;;) {
    const instance = await describeInstance(access, identifier);
    const status = instance?.DBInstanceStatus ?? 'not there';
    if (instance !== null && status === 'available' && settled(instance)) return instance;
    if (instance === null || STUCK.has(status)) throw new RedrillError('rds.unusable', `the database instance ${identifier} is ${status} and will not become available by itself: ${await lastEvent(access, identifier) ?? 'RDS has no event that says why'} (aws rds describe-events --source-type db-instance --source-identifier ${identifier})`, { actor: 'platform' });
    if (status !== said) context.say(`${identifier} is ${status}`);
    said = status;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}

/** Waits in drill time until an identifier is free: a deletion takes minutes, and until then the name cannot be used again. */
export async function awaitGone(context: Waiter, access: AwsAccess, identifier: string): Promise<void> {
  for (let first = true; ; first = false) {
    const instance = await describeInstance(access, identifier);
    if (instance === null) return;
    if (instance.DBInstanceStatus !== 'deleting') throw new RedrillError('rds.in-use', `the database instance ${identifier} exists and is ${instance.DBInstanceStatus ?? 'in no known state'}: its name cannot be used. Look whose it is before anything else`, { actor: 'platform' });
    if (first) context.say(`${identifier} is still being deleted: waiting until its name is free`);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}

/** A change that was accepted shows as pending, a parameter group as applying, until it has been carried out. */
function settled({ PendingModifiedValues, DBParameterGroups }: DBInstance): boolean {
  const pending = Object.values(PendingModifiedValues ?? {}).some((value) => value !== undefined);
  return !pending && !(DBParameterGroups ?? []).some(({ ParameterApplyStatus }) => ParameterApplyStatus === 'applying');
}
