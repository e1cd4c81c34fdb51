import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { pointerOf, withDomain, withSearch } from '#stores/opensearch/domain';
import { indexLines, land } from '#stores/opensearch/ingest';
import { readLanding } from '#stores/opensearch/landing';
import { markKey } from '#stores/opensearch/source-files';
import { takeOut } from '#stores/opensearch/take-out';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';

/** A writer that is still alive writes to the alias that is gone: OpenSearch makes an index of that name, with a mapping guessed from one document. */
export const autoCreated: VariantModule = {
  id: 'auto-created',
  scenario: 'opensearch-index-wipe',
  title: 'a live writer makes an index under the name of the alias before anybody else does',
  afterStrike: writeOn,
  undo: takeBack,
};

/** Id of the document, of which nobody else has one: namesakes of a run in another results folder have another token. */
function documentId({ run: { id, token } }: DrillContext): string {
  return `redrill/live-writer/${id}${token === undefined ? '' : `-${token}`}`;
}

function effectOf({ id }: StoreConfig): string {
  return `3-disrupt/variant/auto-created/${id}`;
}

interface Written {
  readonly alias: string;
  /** Where its file was landed; null where nothing is landed. */
  readonly landing: { readonly bucket: string; readonly key: string } | null;
}

async function placesOf(context: DrillContext, store: StoreConfig): Promise<Written & { readonly origin: URL }> {
  const { region, pointer } = context.binding(store.id);
  const access = context.targets.access('platform-app', region);
  const { origin, alias } = await pointerOf(access, pointer);
  const landing = await readLanding(access, pointer);
  return { origin, alias, landing: landing === null ? null : { bucket: landing.bucket, key: markKey(landing.prefix, alias, documentId(context)) } };
}

async function writeOn(context: DrillContext, store: StoreConfig): Promise<string> {
  const access = context.targets.access('platform-app', context.binding(store.id).region);
  const { origin, alias, landing } = await placesOf(context, store);
  const lines = Buffer.from(`${JSON.stringify({ id: documentId(context), title: 'written after the wipe', createdAt: context.clock.nowIso() })}\n`);
  await context.effect<Written>({
    id: effectOf(store),
    what: `write a document to ${alias} of ${store.resource}, which is gone`,
    destructive: false,
    // Writing the same document twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      if (landing !== null) await withStore(access, (s3) => land({ s3, ...landing, lines }));
      await withSearch(access, origin, (client) => indexLines(client, { alias, lines, requireAlias: false, refresh: true }));
      return { alias, landing };
    },
  });
  return `a live writer has made an index under the name ${alias}`;
}

/** Its file and its document: left there, each run would add one to what every later recovery brings back. */
async function takeBack(context: DrillContext, store: StoreConfig): Promise<void> {
  const begun = context.effects().find(({ id }) => id === effectOf(store));
  if (begun === undefined) return;
  const { region, resource } = context.binding(store.id);
  const access = context.targets.access('platform-admin', region);
  const { alias, landing } = begun.done ? (begun.result as Written) : await placesOf(context, store);
  if (landing !== null) await withStore(access, (s3) => deleteVersions(s3, landing));
  // Neither the index nor the document need be there: the recovery may not have come to it.
  await withDomain(access, resource, (client) => takeOut(client, [{ index: alias, id: documentId(context) }]));
}

/** The key is this run's own, so every version of it is. */
async function deleteVersions(s3: S3Store, { bucket, key }: NonNullable<Written['landing']>): Promise<void> {
  for await (const page of s3.listVersions(bucket, { prefix: key })) {
    for (const version of page) if (version.key === key) await s3.delete({ bucket, key, versionId: version.versionId });
  }
}
