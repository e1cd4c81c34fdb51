import type { MutationModule, StepResult } from '#contract/modules';
import { removeTags } from '#stores/ebs/set-tags';
import { saboteur } from './vault-content.ts';

/** All blocks come back, on a volume that no plan backs up and no rule keeps: what its next loss takes is gone. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 'ebs',
  kind: 'restore',
  title: 'the volume comes back without the tags by which it is protected',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  step: 'ebs.re-point',
  around: async (context, store, run): Promise<StepResult> => {
    const result = await run();
    const { resource } = context.candidate(store.id);
    await removeTags(saboteur(context, store), resource, ['backup', 'recycle-bin']);
    context.say(`sabotage: ${resource} lost the tags by which it is backed up and kept`);
    return result;
  },
};
