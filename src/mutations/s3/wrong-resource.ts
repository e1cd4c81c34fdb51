import type { MutationModule, StepResult } from '#contract/modules';
import { copyOf } from '#stores/s3/copy-of';
import { planCopy } from '#stores/s3/plan-copy';
import { withStore } from '#stores/s3/with-s3';

/** The restore takes the copy of another bucket: the names look alike in the night. */
export const wrongResource: MutationModule = {
  id: 'wrong-resource',
  service: 's3',
  kind: 'restore',
  title: 'the copy of another bucket is restored',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: 's3.copy-back',
  around: async (context, store): Promise<StepResult> => {
    const { resource, region } = context.candidate(store.id);
    const other = copyOf(store).resource.replace(/data/, 'media');
    const copied = await withStore(context.targets.access('drill-restorer', region), (s3) => s3.copyMany(planCopy({ store: s3, from: other, to: resource, atMicros: context.clock.nowMicros() })));
    context.say(`sabotage: ${copied.done} objects came from ${other}`);
    return { outputs: { objects: copied.done, bytes: copied.bytes, newer: 0, bucket: resource }, binds: { store: store.id, resource } };
  },
};
