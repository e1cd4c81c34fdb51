import type { MutationModule } from '#contract/modules';
import { servingSources } from '#stores/opensearch/source-files';
import { RedrillError } from '#kit/redrill-error';
import { removeReplaced, replaceSnapshot, unfitForService } from './replace-snapshot.ts';
import { isMark, livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { SourceSabotage } from './sabotage-sources.ts';

const ID = 'empty-backup';

/** The backup looks complete, and there is nothing in it: every source file is there and empty, or the snapshot holds no index. */
export const emptyBackup: MutationModule = {
  id: ID,
  service: 'opensearch',
  kind: 'backup',
  title: 'the backup is there by name, and is empty',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitForService,
  sabotage: (context, store) => servingSources(store) === null
    ? replaceSnapshot(context, store, { id: ID, indices: 'redrill-no-such-index-*', means: 'holds no index' })
    : sabotageSources(context, store, { id: ID, what: `empty the source files of ${store.resource}`, act: emptyAll }),
  undo: (context, store) => (servingSources(store) === null ? removeReplaced(context, store, ID) : uncoverSources(context, store)),
};

async function emptyAll(sabotage: SourceSabotage): Promise<string> {
  const { s3, bucket, context, again } = sabotage;
  async function* empty(): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer }> {
    // Marks stay: a backup that shows no sign of life would be refused before anything is broken.
    for await (const { key, versions } of livingSources(sabotage)) if (!isMark(sabotage, key) && (versions[0]?.sizeBytes ?? 0) > 0) yield { ref: { bucket, key }, body: Buffer.alloc(0) };
  }
  const { done, failed } = await s3.putMany(empty(), { signal: context.signal });
  if (failed.length > 0) throw new RedrillError('mutation.not-applied', `${failed.length} files of ${bucket} could not be emptied; first: ${failed[0]?.code}`, { actor: 'platform' });
  if (done === 0 && !again) throw new RedrillError('mutation.nothing-to-spoil', `${bucket} holds no source file that could be emptied`, { actor: 'platform' });
  return `${done} source files of ${bucket} are empty`;
}
