import type { MutationModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { servingSources } from '#stores/opensearch/source-files';
import { removeReplaced, replaceSnapshot, unfitForService } from './replace-snapshot.ts';
import { isMark, livingSources, sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { SourceSabotage } from './sabotage-sources.ts';

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
    : sabotageSources(context, store, { id: ID, what: `cut the source files of ${store.resource} in half`, act: cutAll }),
  undo: (context, store) => (servingSources(store) === null ? removeReplaced(context, store, ID) : uncoverSources(context, store)),
};

async function cutAll(sabotage: SourceSabotage): Promise<string> {
  const { s3, bucket, context, again } = sabotage;
  async function* cut(): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer }> {
    for await (const { key, versions } of livingSources(sabotage)) {
      // One that has a second version was cut by an attempt before.
      if (isMark(sabotage, key) || versions.length > 1) continue;
      const { body } = await s3.get({ bucket, key });
      yield { ref: { bucket, key }, body: half(body) };
    }
  }
  const { done, failed } = await s3.putMany(cut(), { signal: context.signal });
  if (failed.length > 0) throw new RedrillError('mutation.not-applied', `${failed.length} files of ${bucket} could not be cut; first: ${failed[0]?.code}`, { actor: 'platform' });
  if (done === 0 && !again) throw new RedrillError('mutation.nothing-to-spoil', `${bucket} holds no source file that could be cut`, { actor: 'platform' });
  return `${done} source files of ${bucket} end in the middle of a line`;
}

/** Never between two lines, where nothing would look cut. */
function half(body: Buffer): Buffer {
  const at = Math.max(1, Math.floor(body.length / 2));
  return body.subarray(0, body[at - 1] === LINE_FEED ? at - 2 : at);
}
