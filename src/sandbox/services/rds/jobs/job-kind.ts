import type { SandboxContext } from '../../../service.ts';
import type { DbEngine } from '../engine/db-engine.ts';
import { engineName } from '../engine-of.ts';
import type { Job } from '../job-rows.ts';
import type { Instance } from '../model.ts';
import type { RdsState } from '../state.ts';

/** What a job works with. */
export interface JobScope {
  readonly context: SandboxContext;
  readonly state: RdsState;
  readonly engine: DbEngine;
  readonly job: Job;
}

/** How a job goes on after its work: its state ends at a moment, the same work comes again, or nothing is left to do. */
export type Next = { readonly next: 'finish'; readonly atMicros: number } | { readonly next: 'again'; readonly atMicros: number } | null;

/**
 * A kind of work. `work` does what is real and may be called again after a crash; it comes before `finish`, which runs when the modelled
 * time has passed, in one transaction with the end of the job, like `failed` when the work threw.
 */
export interface JobKind {
  /** Whether it cannot go on because its bytes cannot cross from one region to another; it is looked at again five minutes later. */
  readonly waits?: (scope: JobScope) => boolean;
  work(scope: JobScope): Promise<Next> | Next;
  finish(scope: JobScope): void;
  failed(scope: JobScope, message: string): void;
}

/** For kinds that end with their work. */
export function noFinish(): void {
  // nothing is left when the work is done
}

/** An instance as the engine sees it. */
export function engineInstance(instance: Instance): { readonly resourceId: string; readonly identifier: string; readonly parameters: Readonly<Record<string, string>>; readonly keyArn: string | null } {
  return { resourceId: instance.ref, identifier: engineName(instance), parameters: instance.applied, keyArn: instance.settings.keyArn };
}
