import type { ProbeReading } from '#contract/modules';
import { pgCode } from '#stores/rds/pg-code';
import { rdsCode } from '#stores/rds/rds-code';

/** A check that ended in an error: `fail` when AWS or PostgreSQL answered with a refusal, `unknown` when nobody answered. */
export function failedLook(error: unknown): ProbeReading {
  const answered = pgCode(error) !== null || rdsCode(error) !== null;
  return { result: answered ? 'fail' : 'unknown', detail: error instanceof Error ? error.message : String(error) };
}
