import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { pointerOf, withSearch } from '#stores/opensearch/domain';
import { indexLines, land } from '#stores/opensearch/ingest';
import { readLanding } from '#stores/opensearch/landing';
import { markKey } from '#stores/opensearch/source-files';
import { withStore } from '#stores/s3/with-s3';

/** A writer that is still alive writes to the alias that is gone: OpenSearch makes an index of that name, with a mapping guessed from one document. */
export const autoCreated: VariantModule = {
  id: 'auto-created',
  scenario: 'opensearch-index-wipe',
  title: 'a live writer makes an index under the name of the alias before anybody else does',
  afterStrike: writeOn,
};

const ID = 'redrill/live-writer';

async function writeOn(context: DrillContext, store: StoreConfig): Promise<string> {
  const { region, pointer } = context.binding(store.id);
  const access = context.targets.access('platform-app', region);
  const { origin, alias } = await pointerOf(access, pointer);
  const landing = await readLanding(access, pointer);
  const id = `${ID}/${context.run.id}`;
  const lines = Buffer.from(`${JSON.stringify({ id, title: 'written after the wipe', createdAt: context.clock.nowIso() })}\n`);
  await context.effect({
    id: `3-disrupt/variant/auto-created/${store.id}`,
    what: `write a document to ${alias} of ${store.resource}, which is gone`,
    destructive: false,
    // Writing the same document twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      if (landing !== null) await withStore(access, (s3) => land({ s3, bucket: landing.bucket, key: markKey(landing.prefix, alias, id), lines }));
      await withSearch(access, origin, (client) => indexLines(client, { alias, lines, requireAlias: false, refresh: true }));
      return { index: alias };
    },
  });
  return `a live writer has made an index under the name ${alias}`;
}
