import type { ServiceModules } from '#contract/modules';
import { heldBackIn } from '#stores/opensearch/held-back';

/** The database for whose sake documents were held back: put back from its copy it knows their rows again, and they must be found again. */
export const inLineWithDatabase: NonNullable<ServiceModules['inLineWith']> = (context, { id }) => heldBackIn(context.effects(), id)?.database ?? null;
