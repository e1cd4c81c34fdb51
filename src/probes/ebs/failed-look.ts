import type { ProbeReading } from '#contract/modules';
import { ebsCode } from '#stores/ebs/ebs-code';

/** A check that ended in an error: `fail` when AWS answered with a refusal, `unknown` when nobody answered. */
export function failedLook(error: unknown): ProbeReading {
  return { result: ebsCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
}
