import { createHash } from 'node:crypto';
import { mkdirSync, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { dirname, isAbsolute, join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { addSeconds, microsOf } from '#kit/time';
import { durationSeconds } from '#kit/durations';
import { RedrillError } from '#kit/redrill-error';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { historyByKey } from '#stores/s3/version-history';
import type { ManifestLine, Moment } from './manifest-line.ts';
import { readInFull } from './read-live.ts';
import { readLines } from './read-lines.ts';

/**
 * Writes a bucket's content with its history: every version that was current at some moment of the look-back window, read in
 * full (bytes, metadata, tags). Nothing is skipped because an ETag looks familiar: an ETag says nothing of metadata and tags.
 */
export async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  const frozenAt = context.clock.nowIso();
  const file = `manifests/${binding.store}.ndjson`;
  const out = openOut(join(context.run.folder, file));
  const since = addSeconds(frozenAt, -durationSeconds(context.config.drill.lookBack));
  const counts = { rows: 0, bytes: 0 };
  await withStore(context.targets.access('drill-observer', binding.region), async (store) => {
    for await (const line of manifestLines(context, { store, bucket: binding.resource, sinceMicros: microsOf(since) })) {
      counts.rows += 1;
      counts.bytes += line.history[0]?.content?.size ?? 0;
      await out.write(line);
    }
  });
  return { file, sha256: await out.close(), ...counts, frozenAt, complete: true };
}

/** The lines of a manifest, in key order. Read to its end it must be what was written: a lost tail would expect less, and so find more recovered. */
export async function* readManifest(context: DrillContext, manifest: ManifestInfo): AsyncGenerator<ManifestLine> {
  const file = isAbsolute(manifest.file) ? manifest.file : join(context.run.folder, manifest.file);
  const digest = createHash('sha256');
  for await (const line of readLines(file)) {
    digest.update(`${line}\n`);
    yield JSON.parse(line) as ManifestLine;
  }
  if (digest.digest('hex') !== manifest.sha256) throw new RedrillError('manifest.changed', `${file} is not what the record says was written (SHA-256 ${manifest.sha256.slice(0, 12)}): the expected content is not known any more`);
}

interface Source {
  readonly store: S3Store;
  readonly bucket: string;
  readonly sinceMicros: number;
}

async function* manifestLines(context: DrillContext, source: Source): AsyncGenerator<ManifestLine> {
  let key: string | null = null;
  let history: Moment[] = [];
  for await (const moment of moments(context, source)) {
    if (moment.key !== key) {
      if (key !== null) yield { key, history };
      key = moment.key;
      history = [];
    }
    history.push({ at: moment.at, content: moment.content });
  }
  if (key !== null) yield { key, history };
}

/** Markers need no reading; they are put back between the versions in the order of the listing. */
async function* moments(context: DrillContext, source: Source): AsyncGenerator<Moment & { readonly key: string }> {
  const order: VersionEntry[] = [];
  async function* versions(): AsyncGenerator<VersionEntry> {
    for await (const entry of wanted(context, source)) {
      order.push(entry);
      if (!entry.marker) yield entry;
    }
  }
  for await (const read of readInFull(source.store, source.bucket, versions(), context.signal)) {
    yield* markersUpTo(order, read.entry);
    if (read.content === null) throw new RedrillError('manifest.unread', `version ${read.entry.versionId} of ${JSON.stringify(read.entry.key)} in ${source.bucket} could not be read (${read.code}): the expected content is not known`, { actor: 'platform' });
    yield { key: read.entry.key, at: read.entry.lastModified, content: read.content };
  }
  for (const { key, lastModified } of order) yield { key, at: lastModified, content: null };
}

function* markersUpTo(order: VersionEntry[], entry: VersionEntry): Generator<Moment & { readonly key: string }> {
  for (let next = order.shift(); next !== undefined && next !== entry; next = order.shift()) yield { key: next.key, at: next.lastModified, content: null };
}

/** Of each key the versions since the window began and the one that was current then. */
async function* wanted(context: DrillContext, { store, bucket, sinceMicros }: Source): AsyncGenerator<VersionEntry> {
  for await (const { key, versions } of historyByKey(store.listVersions(bucket, { signal: context.signal }))) {
    if (key.startsWith(REDRILL_PREFIX)) continue;
    for (const version of versions) {
      yield version;
      if (microsOf(version.lastModified) <= sinceMicros) break;
    }
  }
}

/** A file of lines whose SHA-256 is known when it is closed. */
function openOut(path: string): { write(value: unknown): Promise<void>; close(): Promise<string> } {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  const digest = createHash('sha256');
  let failed: Error | null = null;
  stream.on('error', (error) => { failed = error; });
  return {
    write: async (value) => {
      const line = `${JSON.stringify(value)}\n`;
      digest.update(line);
      if (failed !== null) throw failed as Error;
      if (!stream.write(line)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    },
    close: async () => {
      stream.end();
      await once(stream, 'close');
      if (failed !== null) throw failed as Error;
      return digest.digest('hex');
    },
  };
}
