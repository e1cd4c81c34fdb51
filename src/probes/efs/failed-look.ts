import type { ProbeReading } from '#contract/modules';
import { efsCode } from '#stores/efs/efs-code';

/** A check that ended in an error: `fail` when EFS or the file system answered with a refusal, `unknown` when nobody answered. */
export function failedLook(error: unknown): ProbeReading {
  return { result: efsCode(error) !== null ? 'fail' : 'unknown', detail: error instanceof Error ? error.message : String(error) };
}
