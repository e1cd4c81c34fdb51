import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { parsePointerValue } from '#stores/rds/pointer-value';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { readPointer } from '#targets/pointer';

/** The instance that the store's pointer names now, found by its endpoint; null when there is no pointer. */
export async function resolveInstance(context: DrillContext, store: StoreConfig): Promise<string | null> {
  const access = context.targets.access('drill-observer', context.binding(store.id).region);
  const value = await readPointer(access, store.pointer);
  if (value === null) return null;
  const { host, port } = parsePointerValue(value, store.pointer);
  for await (const { Endpoint, DBInstanceIdentifier } of instances(access)) {
    if (Endpoint?.Address === host && Endpoint.Port === port && DBInstanceIdentifier !== undefined) return DBInstanceIdentifier;
  }
  throw new RedrillError('rds.pointer-astray', `the pointer ${store.pointer} leads to ${host}:${port}, and no database instance of account ${access.account} in ${access.region} has that endpoint: was the instance deleted or the pointer changed by hand?`, { actor: 'platform' });
}

async function* instances(access: AwsAccess): AsyncGenerator<DBInstance> {
  let marker: string | undefined;
  do {
    const from: { readonly Marker?: string } = marker === undefined ? {} : { Marker: marker };
    const page = await withRds(access, (client) => client.send(new (rdsSdk().DescribeDBInstancesCommand)(from)));
    yield* page.DBInstances ?? [];
    marker = page.Marker;
  } while (marker !== undefined);
}
