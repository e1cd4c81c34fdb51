import type { ByteRange } from '../../blobs/read-blobs.ts';
import { errors } from './errors.ts';

/** A Range header over a body of `sizeBytes`: null when it is one that S3 ignores (malformed, several ranges). Throws InvalidRange. */
export function requestedRange(header: string, sizeBytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    if (length === 0) throw errors.invalidRange(header, sizeBytes);
    return { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= sizeBytes) throw errors.invalidRange(header, sizeBytes);
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

/** x-amz-copy-source-range, which must lie inside the source. Throws InvalidArgument and InvalidRange. */
export function copySourceRange(header: string, sizeBytes: number): ByteRange {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const start = Number(match?.[1]);
  const end = Number(match?.[2]);
  if (!match || end < start) throw errors.invalidArgument('The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy', 'x-amz-copy-source-range', header);
  if (end >= sizeBytes) throw errors.invalidArgument(`Range specified is not valid for source object of size: ${sizeBytes}`, 'x-amz-copy-source-range', header);
  return { start, end };
}
