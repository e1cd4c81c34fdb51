import type { ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { searchCode } from '#stores/opensearch/search-error';
import { awsCode } from '#stores/s3/aws-code';

/** A check that ended in an error: `fail` when AWS or OpenSearch answered with a refusal, `unknown` when nobody answered. */
export function failedLook(error: unknown): ProbeReading {
  const answered = searchCode(error) !== null || awsCode(error) !== null || (error instanceof RedrillError && error.code.startsWith('ssm.'));
  return { result: answered ? 'fail' : 'unknown', detail: error instanceof Error ? error.message : String(error) };
}
