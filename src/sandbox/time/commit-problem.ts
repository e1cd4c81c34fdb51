import { ioReason } from '#kit/io-reason';

const SQLITE_FULL = 13;

/** Why the catalogue could not commit, in words. */
export function commitProblem(error: unknown): string {
  if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL) return 'the disk that holds the sandbox\'s state is full';
  return ioReason(error) ?? (error instanceof Error ? error.message : String(error));
}
