import type { VariantModule } from '#contract/modules';

/** The same loss one step worse: what differs is in the scenario's `ways`, fault and document. */
export const efsDeleted: VariantModule = {
  id: 'deleted',
  scenario: 'efs-loss',
  title: 'the file system itself is deleted, with its mount targets and access points; clients hold an id that is gone',
};
