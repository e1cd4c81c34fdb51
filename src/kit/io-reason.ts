const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'something else of that name is there',
  EBUSY: 'it is in use, or a file system is mounted there',
  EMFILE: 'this process has too many files open: raise the limit (ulimit -n)',
  ENFILE: 'this machine has too many files open',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'the disk reports an error',
};

/** What the operating system said about a file, in words; null when the error is none of the operating system. */
export function ioReason(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return REASONS[String(error.code)] ?? null;
}

/** The same with the path: `/x/run.json: the disk is full`; null when the error is none of the operating system. */
export function ioSentence(error: unknown, path?: string): string | null {
  const reason = ioReason(error);
  const where = path ?? (error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null);
  return reason === null ? null : where === null ? reason : `${where}: ${reason}`;
}
