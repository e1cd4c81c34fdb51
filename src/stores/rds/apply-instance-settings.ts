import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitAvailable } from './await-instance.ts';
import { instanceChanges, missingTags } from './instance-changes.ts';
import type { InstanceSettings } from './instance-settings.ts';
import { readInstanceSettings } from './read-instance-settings.ts';
import { rdsSdk, withRds } from './with-rds.ts';

export interface AppliedSettings {
  /** Names of the settings that were changed. */
  readonly changed: readonly string[];
  readonly rebooted: boolean;
}

/** Whether an instance is as its definition says and its parameters are in force. */
export async function settingsInForce(access: AwsAccess, identifier: string, wanted: InstanceSettings): Promise<boolean> {
  const { instance, settings } = await readInstanceSettings(access, identifier);
  return instance.DBInstanceStatus === 'available' && instanceChanges(settings, wanted) === null && missingTags(settings, wanted).length === 0 && !waitsForReboot(instance);
}

/**
 * Gives an available instance the settings that its restore did not bring, waits until they hold, and reboots it when its parameters wait
 * for that. Changes differences only, so repeating it finishes what was cut off.
 */
export async function applyInstanceSettings(context: Pick<DrillContext, 'clock' | 'signal' | 'say'>, target: { readonly access: AwsAccess; readonly identifier: string }, wanted: InstanceSettings): Promise<AppliedSettings> {
  const { access, identifier } = target;
  await awaitAvailable(context, access, identifier);
  const { instance, settings } = await readInstanceSettings(access, identifier);
  const changes = instanceChanges(settings, wanted);
  if (changes !== null) await withRds(access, (client) => client.send(new (rdsSdk().ModifyDBInstanceCommand)({ DBInstanceIdentifier: identifier, ApplyImmediately: true, ...changes })));
  const tags = missingTags(settings, wanted);
  if (tags.length > 0) await withRds(access, (client) => client.send(new (rdsSdk().AddTagsToResourceCommand)({ ResourceName: arnOf(instance), Tags: [...tags] })));
  const rebooted = await rebootIfPending(context, access, await awaitAvailable(context, access, identifier));
  return { changed: [...Object.keys(changes ?? {}), ...(tags.length > 0 ? ['Tags'] : [])], rebooted };
}

async function rebootIfPending(context: Pick<DrillContext, 'clock' | 'signal' | 'say'>, access: AwsAccess, instance: DBInstance): Promise<boolean> {
  const identifier = instance.DBInstanceIdentifier ?? '';
  if (!waitsForReboot(instance)) return false;
  context.say(`rebooting ${identifier}: its parameters wait for that`);
  await withRds(access, (client) => client.send(new (rdsSdk().RebootDBInstanceCommand)({ DBInstanceIdentifier: identifier })));
  const after = await awaitAvailable(context, access, identifier);
  if (waitsForReboot(after)) throw new RedrillError('rds.pending-reboot', `${identifier} was rebooted and its parameters still wait for a reboot: look at its events`, { actor: 'platform' });
  return true;
}

function waitsForReboot({ DBParameterGroups }: DBInstance): boolean {
  return (DBParameterGroups ?? []).some(({ ParameterApplyStatus }) => ParameterApplyStatus === 'pending-reboot');
}

function arnOf({ DBInstanceArn, DBInstanceIdentifier }: DBInstance): string {
  if (DBInstanceArn === undefined) throw new RedrillError('rds.no-arn', `RDS describes ${DBInstanceIdentifier ?? 'an instance'} without an ARN`, { actor: 'platform' });
  return DBInstanceArn;
}
