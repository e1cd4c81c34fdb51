import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { refusal, usageError } from '#kit/redrill-error';
import { homeOf } from '#stores/backup/home-of';
import { readEntry } from '#targets/entry';
import { madeHere } from './made-here.ts';
import { removeResource } from './remove-resource.ts';

const args = z.strictObject({ store: z.string(), region: z.string(), /** Name or id of what the recovery made there. */ resource: z.string().min(1) });
type Args = z.output<typeof args>;

/** Deletes what a recovery made in the other region, once users are home again: only what this very recovery made, and only where nobody is led to it any more. */
export const retire: StepModule<Args> = { id: 'region.retire', with: args, marks: 'other', effects: ['rds:DeleteDBInstance', 'dynamodb:DeleteTable', 'es:DeleteDomain', 'elasticfilesystem:DeleteMountTarget', 'elasticfilesystem:DeleteFileSystem', 'ec2:DetachVolume', 'ec2:DeleteVolume', 's3:DeleteObjectVersion', 's3:DeleteBucket'], run };

async function run(context: DrillContext, { store, region, resource }: Args): Promise<StepResult> {
  const config = context.store(store);
  await mayGo(context, { store, region, resource });
  const access = context.targets.access('drill-restorer', region);
  await context.effect({
    id: `5-put-back/region.retire/${store}/${resource}`,
    what: `delete ${resource} of ${store} in ${region}`,
    destructive: true,
    // What is gone already is not deleted twice.
    probe: async () => undefined,
    act: async () => {
      await removeResource(context, access, { service: config.service, resource });
      return { resource };
    },
  });
  return { outputs: { retired: resource, region } };
}

async function mayGo(context: DrillContext, { store, region, resource }: Args): Promise<void> {
  const { region: serves } = context.binding(store);
  const home = homeOf(context, store).region;
  if (region === home) throw usageError('retire.home', `${region} is the home of ${store}: only what was made elsewhere is retired`);
  if (serves !== home) throw refusal('retire.in-use', `${store} still serves in ${serves}: bring it home before ${resource} is deleted`);
  const entry = await readEntry(context, 'drill-restorer');
  if (entry === region) throw refusal('retire.in-use', `users are still led to ${region}: switch the entry before ${resource} is deleted`);
  if (!madeHere(context.effects(), store, resource)) throw refusal('retire.not-ours', `nothing says that this recovery made ${resource} of ${store} in ${region}: look whose it is, and delete it by hand if nobody's`);
}
