import type { SandboxContext } from '../../../service.ts';
import type { Job } from '../job-rows.ts';
import type { Domain } from '../model.ts';
import type { OpenSearchState } from '../state.ts';

/** What a job works with. */
export interface JobScope {
  readonly context: SandboxContext;
  readonly state: OpenSearchState;
  readonly job: Job;
  readonly domain: Domain;
}

/** How a job goes on after its work: its state ends at a moment, or the same work comes again. */
type Next = { readonly next: 'finish' | 'again'; readonly atMicros: number };

/**
 * A kind of work. `work` does what is real and may be called again after a crash; `finish` runs when the modelled time has passed, in one
 * transaction with the end of the job.
 */
export interface JobKind {
  work(scope: JobScope): Promise<Next> | Next;
  finish(scope: JobScope): void;
}
