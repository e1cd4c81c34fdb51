import type { MutationModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { servingSources } from '#stores/opensearch/source-files';
import type { KeyHistory } from '#stores/s3/version-history';
import { removeReplaced, replaceSnapshot, unfitForService } from './replace-snapshot.ts';
import { isMark, livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { Sources } from './sabotage-sources.ts';

const ID = 'truncated-copy';
const LINE_FEED = 0x0a;

/** The backup is not whole: the source files lost their second half in the middle of a line, or the snapshot holds one index of two. */
export const truncatedCopy: MutationModule = {
  id: ID,
  service: 'opensearch',
  kind: 'backup',
  title: 'the second half of the backup is missing',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitForService,
  sabotage: (context, store) => servingSources(store) === null
    ? replaceSnapshot(context, store, { id: ID, indices: 'samples-*', means: 'holds the samples and none of the datasets' })
    : sabotageSources(context, store, { id: ID, what: `cut the source files of ${store.resource} in half`, choose: ordinary, cover: half, told: (files) => `${files} source files end in the middle of a line` }),
  undo: (context, store) => (servingSources(store) === null ? removeReplaced(context, store, ID) : uncoverSources(context, store, ID)),
};

async function ordinary(sources: Sources): Promise<readonly KeyHistory[]> {
  const files: KeyHistory[] = [];
  for await (const file of livingSources(sources)) if (!isMark(sources, file.key)) files.push(file);
  if (files.length === 0) throw new RedrillError('mutation.nothing-to-spoil', `${sources.bucket} holds no source file that could be cut`, { actor: 'platform' });
  return files;
}

/** Never between two lines, where nothing would look cut. */
function half(body: Buffer): Buffer {
  const at = Math.max(1, Math.floor(body.length / 2));
  return body.subarray(0, body[at - 1] === LINE_FEED ? at - 2 : at);
}
