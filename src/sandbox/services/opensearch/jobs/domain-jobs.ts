import { dataPlaneOf } from '../data-plane-of.ts';
import { enginesOf } from '../engines-of.ts';
import type { Domain } from '../model.ts';
import { modelledMicros, nextHour } from '../times.ts';
import { unsavedOf } from '../unsaved.ts';
import type { JobKind, JobScope } from './job-kind.ts';

/** A new domain: what its engine needs is fetched if it is missing; then it waits for the modelled end. Without an engine the domain is there and cannot answer. */
export const createJob: JobKind = {
  work: async ({ context, job, domain }) => {
    const gap = await enginesOf(context).prepare();
    if (gap !== null) context.log(`opensearch: ${domain.name} is created without an engine: ${gap}`);
    await dataPlaneOf(context).open(domain);
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'opensearch-create') };
  },
  finish: (scope) => {
    becomeActive(scope);
    scope.state.jobs.add('hourly', scope.domain.ref, nextHour(scope.job.at));
  },
};

/** Changed settings hold at once; the domain is Processing for a while. */
export const modifyJob: JobKind = {
  work: ({ context, job }) => ({ next: 'finish', atMicros: job.started + modelledMicros(context, 'opensearch-control') }),
  finish: becomeActive,
};

/** The port, the engine and all data of a domain go; its name is free when the modelled time has passed. */
export const deleteJob: JobKind = {
  work: async ({ context, state, job, domain: { ref } }) => {
    await dataPlaneOf(context).remove(ref);
    await enginesOf(context).drop(ref);
    state.change(() => {
      for (const rows of [state.automated, state.data, state.repositories]) rows.drop(ref);
    });
    unsavedOf(context.catalogue).forget(ref);
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'opensearch-control') };
  },
  finish: ({ state, domain }) => state.domains.remove(domain.ref),
};

function becomeActive({ state, job, domain }: JobScope): void {
  state.edit(domain.ref, (now): Partial<Domain> => ({ status: 'active', change: { ...now.change, endedMicros: job.at } }));
}
