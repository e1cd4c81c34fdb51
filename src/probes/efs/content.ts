import { isAbsolute, join } from 'node:path';
import type { Binding, CompareInput, ContentProbe, DrillContext, ManifestInfo } from '#contract/modules';
import type { IntegrityReading } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { digestTree, type DigestedEntry } from '#stores/efs/digest-tree';
import { mounted } from '#stores/efs/mounted';
import { REDRILL_FOLDER } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { IntegrityTally } from '../tally.ts';
import { expectedFile, type FileWrite, type Moments } from './expected-file.ts';
import { readManifest, writeManifest, type ManifestLine } from './manifest-file.ts';
import { writesSince } from './platform-writes.ts';
import { contentOf, shownKey, treeKind, type TreeContent } from './tree-content.ts';

/** The content of a file system: what it should hold at R, and what it really holds, file by file. */
export const efsContent: ContentProbe = { service: 'efs', takeManifest, compare, negativeControl };

const METHOD = 'every file is read in full; SHA-256 of its bytes, owner, mode, time of last change and number of names are compared with the manifest and the write ledger at R; so are folders and where links lead';
const CANNOT_SEE = 'access times, extended attributes and which holes a file has; writes that the platform did not note, and owner and mode of those it noted; files that were torn by a backup while nobody noted a write; which of two states within a second of R was current';

async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  // Before the walk: a write that is later than this and yet in the manifest is told by the ledger; the other way round it would be lost.
  const frozenAt = context.clock.nowIso();
  const file = `manifests/${binding.store}.ndjson`;
  const out = writeManifest(join(context.run.folder, file));
  let [rows, bytes, unread] = [0, 0, 0];
  for await (const entry of liveEntries(await mounted(context, binding))) {
    const content = contentOf(entry);
    if (content === null) unread += entry.code === 'ENOENT' ? 0 : 1;
    else {
      await out.line({ key: entry.key, content });
      rows += 1;
      bytes += entry.sizeBytes;
    }
  }
  return { file, sha256: await out.close(), rows, bytes, frozenAt, complete: unread === 0 };
}

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const tally = new IntegrityTally<TreeContent>(treeKind);
  const moments = { rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt) };
  const { file, sha256 } = input.manifest;
  const live = await found(context, input.binding);
  await comparePaths({ saved: readManifest(isAbsolute(file) ? file : join(context.run.folder, file), sha256), live, writes: await writesSince(input) }, moments, tally);
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples } = tally;
  return { method: METHOD, strength: 'full-hash', comparedAt: input.r, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare: expected === 0 ? null : tally.unchanged / expected, samples, complete: tally.unread === 0, cannotSee: CANNOT_SEE };
}

interface Sides {
  readonly saved: AsyncIterable<ManifestLine>;
  readonly live: AsyncIterable<DigestedEntry>;
  readonly writes: ReadonlyMap<string, readonly FileWrite[]>;
}

/** Walks both sides and counts; memory is what is read ahead on each side and what the platform wrote. */
async function comparePaths({ saved, live, writes }: Sides, moments: Moments, tally: IntegrityTally<TreeContent>): Promise<void> {
  const waiting = new Map(writes);
  for await (const { key, left, right } of mergeSorted(saved, live)) {
    const written = waiting.get(key);
    waiting.delete(key);
    const content = right === null ? null : contentOf(right);
    if (right !== null && content === null) tally.addUnread(shownKey(key), right.code ?? 'unknown');
    else tally.add(shownKey(key), expectedFile(left?.content ?? null, written ?? [], moments), content, written === undefined);
  }
  for (const [key, written] of waiting) tally.add(shownKey(key), expectedFile(null, written, moments), null);
}

/** A file system that is not there holds nothing: then everything that was expected is missing, which is the truth. */
async function found(context: DrillContext, binding: Binding): Promise<AsyncIterable<DigestedEntry>> {
  try {
    return liveEntries(await mounted(context, binding));
  } catch (error) {
    if (error instanceof RedrillError && error.code === 'efs.NoFileSystem') return nothing();
    throw error;
  }
}

async function* nothing(): AsyncGenerator<DigestedEntry> {
  // a file system that is gone
}

function liveEntries(root: string): AsyncGenerator<DigestedEntry> {
  return digestTree(root, walkTree(root, { without: (path) => path === REDRILL_FOLDER }));
}

const CONTROL_LINES = 40;
const NEVER_MADE = '\u00ffredrill-negative-control';
const AT_THE_END: Moments = { rMicros: Number.MAX_SAFE_INTEGER, struckMicros: Number.MAX_SAFE_INTEGER };

/** The same comparison on an expectation known to be wrong: one digest flipped, one owner changed, one thing left out and one too many. All must be seen. */
async function negativeControl(context: DrillContext, binding: Binding, info: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }> {
  const lines: ManifestLine[] = [];
  for await (const line of readManifest(isAbsolute(info.file) ? info.file : join(context.run.folder, info.file), info.sha256)) {
    if (line.content.mtimeMicros !== null) lines.push(line);
    if (lines.length === CONTROL_LINES) break;
  }
  const wanted = new Set(lines.map(({ key }) => key));
  const tally = new IntegrityTally<TreeContent>(treeKind);
  await comparePaths({ saved: each(spoiled(lines)), live: only(await found(context, binding), wanted), writes: new Map() }, AT_THE_END, tally);
  const noticed = tally.missing > 0 && (lines.length === 0 || tally.different > 0) && (lines.length < 2 || tally.unexpected > 0) && (lines.length < 3 || tally.different > 1);
  return { saidYes: !noticed, detail: `of an expectation over ${lines.length} files with one digest flipped, one owner changed, one left out and one too many it reported ${tally.different} different, ${tally.unexpected} unexpected and ${tally.missing} missing` };
}

function spoiled(lines: readonly ManifestLine[]): readonly ManifestLine[] {
  const wrong = lines.map(({ key, content }, i): ManifestLine => {
    if (i === 0) return { key, content: { ...content, sha256: `${content.sha256.startsWith('0') ? '1' : '0'}${content.sha256.slice(1)}` } };
    return i === 2 ? { key, content: { ...content, uid: (content.uid ?? 0) + 1 } } : { key, content };
  });
  return [...wrong.filter((_, i) => i !== 1), { key: NEVER_MADE, content: { sha256: '0'.repeat(64), sizeBytes: 1, mode: null, uid: null, gid: null, mtimeMicros: null, links: null } }];
}

async function* each(lines: readonly ManifestLine[]): AsyncGenerator<ManifestLine> {
  yield* lines;
}

async function* only(entries: AsyncIterable<DigestedEntry>, keys: ReadonlySet<string>): AsyncGenerator<DigestedEntry> {
  let left = keys.size;
  if (left === 0) return;
  for await (const entry of entries) {
    if (!keys.has(entry.key)) continue;
    yield entry;
    left -= 1;
    if (left === 0) return;
  }
}
