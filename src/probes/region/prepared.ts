import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { readSecret } from '#stores/rds/read-secret';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { kmsClient } from '#targets/clients';

const args = z.strictObject({
  region: z.string().min(1),
  /** Ids, aliases or ARNs of keys that must be enabled there. */
  keys: z.array(z.string()).default([]),
  vaults: z.array(z.string()).default([]),
  /** Names of SecureString parameters with a login. */
  secrets: z.array(z.string()).default([]),
  /** Groups that a database is restored with. */
  groups: z.strictObject({ subnet: z.string(), parameter: z.string(), option: z.string().optional() }).optional(),
});
type Args = z.output<typeof args>;

/** What a recovery in another region stands on, and what none of its copies brings: keys, vaults, secrets, groups. */
export const prepared: ProbeModule<Args> = {
  id: 'region.prepared',
  with: args,
  run: look,
  // The region as it is, and a key that nobody ever made there.
  negativeControl: (context, input) => look(context, { ...args.parse(input), keys: ['alias/redrill-control'] }),
};

/** Each gives what is wrong with one thing; null where it is as it must be. */
type Look = () => Promise<string | null>;

async function look(context: DrillContext, { region, keys, vaults, secrets, groups }: Args): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const looks: readonly Look[] = [
    ...keys.map((key): Look => () => keyProblem(access, key)),
    ...vaults.map((vault): Look => () => found(`vault ${vault}`, () => withBackup(access, (client) => client.send(new (backupSdk().DescribeBackupVaultCommand)({ BackupVaultName: vault }))))),
    ...secrets.map((secret): Look => () => found(`secret ${secret}`, () => readSecret(access, secret))),
    ...(groups === undefined ? [] : groupLooks(access, groups)),
  ];
  try {
    const wrong = (await Promise.all(looks.map((one) => one()))).filter((text) => text !== null);
    if (wrong.length > 0) return { result: 'fail', detail: `${region} is not ready: ${wrong.join('; ')}` };
    return { result: 'pass', detail: `${looks.length} things that the recovery stands on are in ${region}: ${[...keys, ...vaults, ...secrets].join(', ')}` };
  } catch (error) {
    return { result: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

function groupLooks(access: AwsAccess, { subnet, parameter, option }: NonNullable<Args['groups']>): readonly Look[] {
  const sdk = rdsSdk();
  return [
    () => found(`subnet group ${subnet}`, () => withRds(access, (client) => client.send(new sdk.DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: subnet })))),
    () => found(`parameter group ${parameter}`, () => withRds(access, (client) => client.send(new sdk.DescribeDBParameterGroupsCommand({ DBParameterGroupName: parameter })))),
    ...(option === undefined ? [] : [() => found(`option group ${option}`, () => withRds(access, (client) => client.send(new sdk.DescribeOptionGroupsCommand({ OptionGroupName: option }))))]),
  ];
}

async function keyProblem(access: AwsAccess, key: string): Promise<string | null> {
  const client = kmsClient(access);
  try {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    let state: string | undefined;
    const missing = await found(`key ${key}`, async () => { state = (await client.send(new DescribeKeyCommand({ KeyId: key }))).KeyMetadata?.KeyState; });
    return missing ?? (state === 'Enabled' ? null : `key ${key} is ${state ?? 'in no known state'}`);
  } finally {
    client.destroy();
  }
}

/** An answer that says no is a reading; no answer at all is thrown. */
async function found(what: string, call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    const cause = error instanceof RedrillError ? (error.cause ?? error) : error;
    const { name, message, $metadata } = cause as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === undefined && !(error instanceof RedrillError && error.code === 'rds.BadSecret')) throw error;
    return `${what}: ${name}: ${message}`;
  }
}
