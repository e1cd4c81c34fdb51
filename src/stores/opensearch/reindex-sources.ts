import type { AwsAccess } from '#contract/aws';
import { withStore } from '../s3/with-s3.ts';
import { bulkFiles } from './bulk-files.ts';
import type { BulkFilesOptions, Indexed, SourceBytes } from './bulk-files.ts';
import { withDomain } from './domain.ts';
import { microsOf } from '#kit/time';
import { withSignal } from './official-client.ts';
import { listSources, readSources } from './source-files.ts';

export interface ReindexInput extends BulkFilesOptions {
  readonly access: AwsAccess;
  /** Who reads the bucket, in the region where it lies; `access` where it is absent. */
  readonly sources?: AwsAccess;
  readonly domain: string;
  readonly bucket: string;
  readonly prefix: string;
  /** Alias -> index. */
  readonly into: Readonly<Record<string, string>>;
  /** Only files that landed from then on (ISO); all of them where it is absent. Their order is that among all. */
  readonly since?: string;
}

export interface Reindexed extends Indexed {
  /** Files below the prefix whose name begins with no alias. */
  readonly ignored: number;
}

/**
 * Builds indices from source files: nothing is parsed that a byte scan can find, several files are read and several batches sent at the same
 * time, and the number of batches follows what the domain takes. Refreshes the indices at the end.
 */
export async function reindexSources({ access, sources: reader = access, domain, bucket, prefix, into, since, ...options }: ReindexInput): Promise<Reindexed> {
  return withStore(reader, (s3) => withDomain(access, domain, async (client) => {
    const files = await listSources(s3, { bucket, prefix, aliases: Object.keys(into), signal: options.signal });
    const from = since === undefined ? null : microsOf(since);
    const wanted = files.filter(({ alias, sizeBytes, landedAt }) => alias !== null && sizeBytes > 0 && (from === null || microsOf(landedAt) >= from));
    async function* sources(): AsyncGenerator<SourceBytes> {
      for await (const { file, bytes } of readSources(s3, bucket, wanted, options.signal)) yield { file: file.key, index: into[file.alias ?? ''] ?? '', version: file.rank, bytes };
    }
    const indexed = await bulkFiles(client, sources(), options);
    for (const index of Object.values(into)) await client.api.indices.refresh({ index }, withSignal(options.signal));
    return { ...indexed, files: files.length, ignored: files.filter(({ alias }) => alias === null).length };
  }));
}
