import type { WitnessProbe } from '#contract/modules';
import { findTools } from '#engines/postgres-tools/find-tools';
import { keepSchemaDump, witnesses } from './witnesses.ts';

/** PostgreSQL's own tools as witnesses of a recovered database. They are fetched in the set-up, never in the middle of a drill. */
export const postgresWitnesses: WitnessProbe = {
  service: 'rds',
  keep: async (context, binding) => {
    await keepSchemaDump(context, binding, await findTools({ fetch: false }));
  },
  look: async (context, binding) => witnesses(context, binding, await findTools({ fetch: false })),
};
