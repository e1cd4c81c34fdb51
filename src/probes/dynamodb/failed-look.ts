import type { ProbeReading } from '#contract/modules';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';

/** A check that ended in an error: `fail` when AWS answered with a refusal, `unknown` when nobody answered. */
export function failedLook(error: unknown): ProbeReading {
  return { result: dynamodbCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
}
