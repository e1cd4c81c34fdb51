import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { repositoryOf } from '#stores/opensearch/snapshots';
import { servingSources } from '#stores/opensearch/source-files';
import type { PolicyDocument } from '#stores/s3/bucket-settings';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';
import { restorers } from '../vault-grant.ts';
import { unfitForService } from './replace-snapshot.ts';

const ID = 'missing-grant';
const SID = 'RedrillMissingGrant';

/** The backup is perfect, and who should restore from it may not read it: the restore role the files, or the domain's role its snapshots. */
export const missingGrant: MutationModule = {
  id: ID,
  service: 'opensearch',
  kind: 'backup',
  title: 'whoever restores may not read the backup',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitForService,
  sabotage,
  undo: async (context, store) => {
    const place = await context.effects().find(({ id }) => id === effectOf(store))?.result as Place | undefined ?? (await placeOf(context, store));
    await changePolicy(context, store, { bucket: place.bucket, change: (others) => others });
  },
};

interface Place {
  readonly bucket: string;
  /** Keys that may not be read any more begin so. */
  readonly prefix: string;
  readonly denied: readonly string[];
}

function effectOf({ id }: StoreConfig): string {
  return `3-disrupt/mutation/${ID}/${id}`;
}

async function sabotage(context: DrillContext, store: StoreConfig): Promise<string> {
  const { bucket, prefix, denied } = await context.effect<Place>({
    id: effectOf(store),
    what: `deny who restores ${store.resource} the reading of its backup`,
    destructive: true,
    // Denying it twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      const place = await placeOf(context, store);
      const denial = { Sid: SID, Effect: 'Deny', Principal: { AWS: [...place.denied] }, Action: 's3:GetObject*', Resource: `arn:aws:s3:::${place.bucket}/${place.prefix}*` };
      await changePolicy(context, store, { bucket: place.bucket, change: (others) => [...others, denial] });
      return place;
    },
  });
  return `the policy of ${bucket} denies ${denied.join(', ')} every read${prefix === '' ? '' : ` below ${prefix}`}`;
}

async function placeOf(context: DrillContext, store: StoreConfig): Promise<Place> {
  const sources = servingSources(store);
  return sources === null ? repositoryPlace(context, store) : { bucket: sources.resource, prefix: '', denied: restorers(context, store) };
}

/** Where a repository keeps what is in its snapshots, and as whom the domain reads them. The list of the snapshots stays readable, as it does where nobody notices. */
async function repositoryPlace(context: DrillContext, store: StoreConfig): Promise<Place> {
  const { resource: repository } = repositoryOf(store);
  const { resource, region } = context.binding(store.id);
  const said = await withDomain(context.targets.access('platform-admin', region), resource, (client) => client.json<Readonly<Record<string, { readonly settings?: { readonly bucket?: string; readonly base_path?: string; readonly role_arn?: string } }>>>({ method: 'GET', path: `/_snapshot/${repository}` }));
  const { bucket, base_path: base, role_arn: role } = said[repository]?.settings ?? {};
  if (bucket === undefined || role === undefined) throw new RedrillError('mutation.nothing-to-spoil', `repository ${repository} names no bucket and role whose grant could be taken away`, { actor: 'platform' });
  return { bucket, prefix: `${base === undefined || base === '' ? '' : `${base.replace(/\/$/, '')}/`}indices/`, denied: [role] };
}

/** Sets the policy anew, first without what an earlier sabotage added. */
async function changePolicy(context: DrillContext, { region }: StoreConfig, { bucket, change }: { readonly bucket: string; readonly change: (others: PolicyDocument['Statement']) => PolicyDocument['Statement'] }): Promise<void> {
  await withBucketClient(context.targets.access('platform-admin', region), async (client) => {
    const { policy } = await readBucketSettings(client, bucket);
    const Statement = change((policy?.Statement ?? []).filter((statement) => statement['Sid'] !== SID));
    if (Statement.length === 0) await client.send(new (s3Sdk().DeleteBucketPolicyCommand)({ Bucket: bucket }));
    else await client.send(new (s3Sdk().PutBucketPolicyCommand)({ Bucket: bucket, Policy: JSON.stringify({ Version: policy?.Version ?? '2012-10-17', Statement }) }));
  });
}
