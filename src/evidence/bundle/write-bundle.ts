import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ioReason } from '#kit/io-reason';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { VERIFIER_FILE } from './bundle-format.ts';
import type { MadeBundle } from './make-bundle.ts';
import { packArchive } from './pack-archive.ts';

export interface WrittenBundle {
  readonly folder: string;
  readonly archive: string;
  readonly verifier: string;
  /** What redaction took out, for whoever made the bundle; null where nothing was. */
  readonly salts: string | null;
}

/** Writes `bundle/`, `bundle.tar.gz` and `verify.mjs` into a folder; an earlier bundle there is replaced. */
export function writeBundle(out: string, { files, secrets }: MadeBundle): WrittenBundle {
  const folder = join(out, 'bundle');
  const archive = join(out, 'bundle.tar.gz');
  const verifier = join(out, VERIFIER_FILE);
  const salts = secrets.length === 0 ? null : join(out, 'redacted-values.json');
  try {
    makeFolder(out);
    rmSync(folder, { recursive: true, force: true });
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    writeFileSync(archive, packArchive(files));
    writeFileSync(verifier, files.get(VERIFIER_FILE) ?? '');
    if (salts !== null) writeFileSync(salts, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new RedrillError('bundle.unwritable', `the bundle could not be written to ${out}: ${ioReason(cause) ?? (cause as Error).message}`, { exitCode: 70, cause });
  }
  return { folder, archive, verifier, salts };
}
