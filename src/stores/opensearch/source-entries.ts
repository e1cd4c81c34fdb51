import type { AwsAccess } from '#contract/aws';
import { parseExactly } from '#kit/exact-json';
import { REDRILL_PREFIX } from '../s3/beacon-keys.ts';
import { withStore } from '../s3/with-s3.ts';
import { documentDigest } from './document-digest.ts';
import { EntrySpool } from './entry-spool.ts';
import { documentName } from './index-entries.ts';
import { scanLines } from './scan-lines.ts';
import { listSources, readSources } from './source-files.ts';

export interface SourcesInput {
  readonly access: AwsAccess;
  readonly bucket: string;
  readonly prefix: string;
  readonly aliases: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Every document of the source files in digest form, later landings with a higher rank; lines that are none are counted. Dispose of the spool when done. */
export async function sourceEntries({ access, bucket, prefix, aliases, signal }: SourcesInput): Promise<{ readonly spool: EntrySpool; readonly malformed: number }> {
  const spool = new EntrySpool();
  let malformed = 0;
  try {
    await withStore(access, async (s3) => {
      const files = (await listSources(s3, { bucket, prefix, aliases, signal })).filter(({ alias, sizeBytes }) => alias !== null && sizeBytes > 0);
      for await (const { file, bytes } of readSources(s3, bucket, files, signal)) {
        scanLines(bytes, (line) => {
          const document = parsed(bytes.toString('utf8', line.start, line.end));
          if (document === null) malformed += 1;
          else spool.add({ name: documentName(file.alias ?? '', document.id), rank: file.rank, ...documentDigest(document) });
        }, () => { malformed += 1; });
      }
    });
    return { spool, malformed };
  } catch (error) {
    spool[Symbol.dispose]();
    throw error;
  }
}

function parsed(text: string): { readonly id: string } | null {
  try {
    return parseExactly(text) as { readonly id: string };
  } catch {
    // Told by the re-indexing with file and line; here it only must not be taken for a document.
    return null;
  }
}

/** How many different documents each alias has in the source files, marks left out; nothing is parsed that a byte scan can find. */
export async function countSources({ access, bucket, prefix, aliases, signal }: SourcesInput): Promise<Readonly<Record<string, number>>> {
  const ids = new Map(aliases.map((alias) => [alias, new Set<string>()]));
  await withStore(access, async (s3) => {
    const files = (await listSources(s3, { bucket, prefix, aliases, signal })).filter(({ alias, sizeBytes }) => alias !== null && sizeBytes > 0);
    for await (const { file, bytes } of readSources(s3, bucket, files, signal)) {
      const own = ids.get(file.alias ?? '');
      scanLines(bytes, ({ id, idStart, idEnd }) => {
        const text = id.toString('utf8', idStart, idEnd);
        if (!text.startsWith(REDRILL_PREFIX)) own?.add(text);
      }, () => undefined);
    }
  });
  return Object.fromEntries([...ids].map(([alias, own]) => [alias, own.size]));
}
