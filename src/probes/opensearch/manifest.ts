import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, isAbsolute, join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { bucketOf, BUCKETS, newestOnly } from '#stores/opensearch/entry-spool';
import type { Entry } from '#stores/opensearch/entry-spool';
import { indexEntries } from '#stores/opensearch/index-entries';
import { readLines } from '../s3/read-lines.ts';

/** Writes the digest of every document by group and id, in the order of buckets, as the domain holds them now. */
export async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  // Before the scan: a write that is later than this and yet in the scan is told by the ledger; the other way round it would be lost.
  const frozenAt = context.clock.nowIso();
  const file = `manifests/${binding.store}.ndjson`;
  using spool = await withDomain(context.targets.access('drill-observer', binding.region), binding.resource, (client) => indexEntries(client, { signal: context.signal }));
  let [rows, bytes] = [0, 0];
  const sha256 = await writeAll(join(context.run.folder, file), function* lines() {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      for (const { name, sha256: digest, sizeBytes } of newestOnly(spool.bucket(bucket))) {
        rows += 1;
        bytes += sizeBytes;
        yield `${JSON.stringify([name, digest, sizeBytes])}\n`;
      }
    }
  });
  return { file, sha256, rows, bytes, frozenAt, complete: true };
}

async function writeAll(path: string, lines: () => Iterable<string>): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  const digest = createHash('sha256');
  const closed = once(stream, 'close');
  for (const line of lines()) {
    digest.update(line);
    if (!stream.write(line)) await Promise.race([once(stream, 'drain'), closed]);
  }
  stream.end();
  await closed;
  return digest.digest('hex');
}

/** The entries of a manifest bucket by bucket. Read to its end it must be what was written: a lost tail would expect less, and so find more recovered. */
export async function* manifestBuckets(context: DrillContext, { file, sha256 }: Pick<ManifestInfo, 'file' | 'sha256'>): AsyncGenerator<readonly Entry[]> {
  const path = isAbsolute(file) ? file : join(context.run.folder, file);
  const digest = createHash('sha256');
  let bucket = 0;
  let entries: Entry[] = [];
  for await (const line of readLines(path)) {
    digest.update(`${line}\n`);
    const [name, sha, sizeBytes] = JSON.parse(line) as [string, string, number];
    for (const own = bucketOf(name); bucket < own; bucket += 1) {
      yield entries;
      entries = [];
    }
    entries.push({ name, rank: 0, sha256: sha, sizeBytes });
  }
  if (digest.digest('hex') !== sha256) throw new RedrillError('manifest.changed', `${path} is not what the record says was written (SHA-256 ${sha256.slice(0, 12)}): the expected content is not known any more`);
  for (; bucket < BUCKETS; bucket += 1) {
    yield entries;
    entries = [];
  }
}
