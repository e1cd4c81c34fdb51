import { RedrillError } from '#kit/redrill-error';
import { BackupFailure } from '../../../backup-resource.ts';
import { AwsError, type SandboxContext } from '../../../service.ts';
import type { Kinds } from '../kinds.ts';

/** What the jobs of AWS Backup work with. */
export interface Work {
  readonly context: SandboxContext;
  readonly kinds: Kinds;
}

/** What real work gave: a value, or the StatusMessage that the job fails with. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Does real work of a resource's service. A refusal becomes the job's message; a fault of the sandbox is logged as well. Throws when the sandbox closes meanwhile. */
export async function attempt<T>({ context }: Work, what: string, work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    // cut off, not refused: the job stays as it is and does its work again at the next start
    if (context.closing?.aborted === true) throw error;
    if (error instanceof BackupFailure) return { ok: false, message: error.message };
    if (error instanceof AwsError) return { ok: false, message: `${error.message} (${error.code})` };
    // anything else is the sandbox's fault: the job ends as AWS ends it, and the log says what happened
    context.log(`${what} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return { ok: false, message: error instanceof RedrillError ? error.message : 'Encountered an internal error while processing the request. Please try again.' };
  }
}
