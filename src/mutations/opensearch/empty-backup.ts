import type { MutationModule } from '#contract/modules';
import { servingSources } from '#stores/opensearch/source-files';
import { RedrillError } from '#kit/redrill-error';
import type { KeyHistory } from '#stores/s3/version-history';
import { removeReplaced, replaceSnapshot, unfitForService } from './replace-snapshot.ts';
import { isMark, livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { Sources } from './sabotage-sources.ts';

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
    : sabotageSources(context, store, { id: ID, what: `empty the source files of ${store.resource}`, choose: withContent, cover: () => Buffer.alloc(0), told: (files) => `${files} source files are empty` }),
  undo: (context, store) => (servingSources(store) === null ? removeReplaced(context, store, ID) : uncoverSources(context, store, ID)),
};

async function withContent(sources: Sources): Promise<readonly KeyHistory[]> {
  const files: KeyHistory[] = [];
  // Marks stay: a backup that shows no sign of life would be refused before anything is broken.
  for await (const file of livingSources(sources)) if (!isMark(sources, file.key) && (file.versions[0]?.sizeBytes ?? 0) > 0) files.push(file);
  if (files.length === 0) throw new RedrillError('mutation.nothing-to-spoil', `${sources.bucket} holds no source file that could be emptied`, { actor: 'platform' });
  return files;
}
