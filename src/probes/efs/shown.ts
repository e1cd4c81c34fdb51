import type { ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';

/**
 * A look at something known to be bad, for a check's negative control. An error is not a no: a check that never saw its bad input would
 * count as one that refused it, so the error is thrown.
 */
export async function shown(check: string, look: () => Promise<ProbeReading>): Promise<ProbeReading> {
  try {
    return await look();
  } catch (error) {
    throw new RedrillError('control.not-shown', `the check ${check} could not be shown input known to be bad, so nobody knows whether it would refuse it: ${error instanceof Error ? error.message : String(error)}`, { actor: 'platform', cause: error });
  }
}
