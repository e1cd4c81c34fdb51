import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { describeInstance } from './describe-instance.ts';
import type { InstanceSettings } from './instance-settings.ts';
import { ownParameters } from './own-parameters.ts';
import { settingsOfInstance } from './settings-of-instance.ts';
import { withRds } from './with-rds.ts';

/** An instance as RDS describes it, with its settings in the form of a definition. Throws `rds.NoInstance` when there is none. */
export async function readInstanceSettings(access: AwsAccess, identifier: string): Promise<{ readonly instance: DBInstance; readonly settings: InstanceSettings }> {
  const instance = await describeInstance(access, identifier);
  if (instance === null) throw new RedrillError('rds.NoInstance', `there is no database instance ${identifier} in account ${access.account}, ${access.region}`, { actor: 'platform' });
  const group = instance.DBParameterGroups?.[0]?.DBParameterGroupName;
  const parameters = group === undefined ? {} : await withRds(access, (client) => ownParameters(client, group));
  return { instance, settings: settingsOfInstance(instance, parameters) };
}
