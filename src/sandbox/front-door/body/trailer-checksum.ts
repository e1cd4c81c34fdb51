import { CHECKSUM_ALGORITHMS, runningChecksum, type ChecksumAlgorithm, type RunningChecksum } from '../../services/s3/checksums/checksum.ts';
import { AwsError } from '../../service.ts';
import type { BodyFilter } from './body-filter.ts';

/** Wraps a decoder: computes the checksum that `x-amz-trailer` announced and compares it with the trailing header. */
export function withTrailerChecksum(inner: BodyFilter, announced: readonly string[], trailers: Readonly<Record<string, string>>): BodyFilter {
  const checks = announced.flatMap((name) => {
    const algorithm = algorithmOf(name);
    return algorithm ? [{ name, algorithm, running: runningChecksum(algorithm) }] : [];
  });
  return {
    feed(chunk) {
      const decoded = inner.feed(chunk);
      if (decoded.length > 0) for (const check of checks) check.running.update(decoded);
      return decoded;
    },
    end() {
      inner.end();
      for (const check of checks) compare(check, trailers[check.name]);
    },
  };
}

function compare(check: { readonly name: string; readonly algorithm: ChecksumAlgorithm; readonly running: RunningChecksum }, given: string | undefined): void {
  if (given === undefined) throw new AwsError('MalformedTrailerError', `The request announced the trailer ${check.name} but did not send it.`);
  if (check.running.digest().toString('base64') !== given) throw new AwsError('BadDigest', `The ${check.algorithm} you specified did not match the calculated checksum.`);
}

function algorithmOf(name: string): ChecksumAlgorithm | null {
  const text = name.replace(/^x-amz-checksum-/, '').toUpperCase();
  return CHECKSUM_ALGORITHMS.find((one) => one === text && name.startsWith('x-amz-checksum-')) ?? null;
}
