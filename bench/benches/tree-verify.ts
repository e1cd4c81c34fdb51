import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable } from 'markdown-table';
import type { Bench, BenchResult } from '../harness/bench.ts';
import { nodePeer, outsidePeer, type Peer } from '../harness/peers.ts';
import { runPeer, type Measured } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';

interface Tree {
  readonly files: number;
  readonly fileBytes: number;
  readonly large: number;
  readonly largeBytes: number;
}

const FLAT: Tree = { files: 30_000, fileBytes: 16_384, large: 2, largeBytes: 256 * 1_048_576 };
/** Fewer, because one stream waits two milliseconds for each of them. */
const SLOW: Tree = { files: 3_000, fileBytes: 16_384, large: 0, largeBytes: 0 };
const CORES = cpus().length;
const FILES_PER_FOLDER = 300;

/** Every byte of a tree digested: on a local disk, and through a file layer that takes a millisecond for each opening and each read, as EFS does. */
export const treeVerify: Bench = {
  name: 'tree-verify',
  async *run({ rounds }) {
    yield await measured({ title: 'tree-verify, local disk', tree: FLAT, rounds, env: {}, peers: flatPeers, goals: { 'xargs -P sha256sum': '>= 2.8', 'rclone hashsum': '>= 2.8', 'limit: xargs -P cat': '>= 0.7' } });
    const layer = slowLayer();
    if (layer === null) yield { title: 'tree-verify, EFS profile', notes: ['absent: no C compiler here to build the layer that adds a millisecond'], table: '', data: null };
    else yield await measured({ title: 'tree-verify, EFS profile (1 ms for each open and each read)', tree: SLOW, rounds, env: { LD_PRELOAD: layer }, peers: slowPeers, goals: { 'sha256sum, one stream': '>= 8' } });
  },
};

interface Case {
  readonly title: string;
  readonly tree: Tree;
  readonly rounds: number;
  readonly env: Readonly<Record<string, string>>;
  readonly goals: Readonly<Record<string, string>>;
  peers(root: string, list: string): readonly Peer[];
}

function flatPeers(root: string, list: string): readonly Peer[] {
  return [
    { ...nodePeer('redrill', 'tree-verify-redrill.ts', { rounds: 99, check: 'none' }) },
    outsidePeer('xargs -P sha256sum', 'xargs', ['-0', '-a', list, '-P', String(CORES), '-n', '200', 'sha256sum'], { rounds: 99, check: 'none' }),
    outsidePeer('rclone hashsum', 'rclone', ['hashsum', 'sha256', root, '--checkers', String(CORES * 4)], { rounds: 99, check: 'none' }),
    outsidePeer('limit: xargs -P cat', 'xargs', ['-0', '-a', list, '-P', String(CORES), '-n', '200', 'cat'], { rounds: 99, check: 'none' }),
  ];
}

/** rclone makes its own system calls, past any layer, so it has no part here. */
function slowPeers(_root: string, list: string): readonly Peer[] {
  return [
    { ...nodePeer('redrill', 'tree-verify-redrill.ts', { rounds: 99, check: 'none' }) },
    outsidePeer('sha256sum, one stream', 'xargs', ['-0', '-a', list, '-n', '3000', 'sha256sum'], { rounds: 99, check: 'none' }),
    outsidePeer('xargs -P sha256sum', 'xargs', ['-0', '-a', list, '-P', String(CORES), '-n', '200', 'sha256sum'], { rounds: 99, check: 'none' }),
  ];
}

async function measured({ title, tree, rounds, env, peers, goals }: Case): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-tree-verify-'));
  try {
    const root = join(folder, 'tree');
    const paths = fill(root, tree);
    const list = join(folder, 'list');
    writeFileSync(list, paths.map((path) => `${path}\0`).join(''));
    const all = peers(root, list);
    const runs = new Map<string, Measured[]>(all.map(({ name }) => [name, []]));
    const expected = digestBy(paths);
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of all.filter(({ command }) => command !== null)) {
        const own = peer.outside ? peer : { ...peer, command: [...(peer.command ?? []), root] };
        const run = await runPeer({ ...own, env: { ...own.env, ...env, SLOW_ROOT: root } }, 'none');
        if (!peer.outside && run.extra?.['digest'] !== expected) throw new Error(`${peer.name} digested something else than sha256sum`);
        runs.get(peer.name)?.push(run);
      }
    }
    const bytes = tree.files * tree.fileBytes + tree.large * tree.largeBytes;
    const notes = [`${tree.files} files of ${tree.fileBytes} bytes and ${tree.large} of ${tree.largeBytes}, in the page cache; the digests of redrill are those of sha256sum: asserted in each round`, 'wall from process start to end; peers get the list of files, redrill walks for it'];
    return { title, notes, table: tableOf(runs, { goals, bytes }), data: Object.fromEntries(runs) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In the order of a walk. */
function fill(root: string, { files, fileBytes, large, largeBytes }: Tree): readonly string[] {
  const body = Buffer.alloc(Math.max(fileBytes, 1_048_576));
  for (let n = 0; n < files; n += 1) {
    const folder = join(root, `d${String(Math.floor(n / FILES_PER_FOLDER)).padStart(4, '0')}`);
    mkdirSync(folder, { recursive: true });
    randomFillSync(body, 0, 64);
    writeFileSync(join(folder, `f${String(n).padStart(6, '0')}`), body.subarray(0, fileBytes));
  }
  for (let n = 0; n < large; n += 1) {
    const file = openSync(join(root, `large-${n}`), 'w');
    randomFillSync(body);
    for (let at = 0; at < largeBytes; at += body.length) writeSync(file, body);
    closeSync(file);
  }
  return readdirSync(root, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => (entry.isDirectory() ? readdirSync(join(root, entry.name)).sort().map((name) => join(root, entry.name, name)) : [join(root, entry.name)]));
}

/** The same number from sha256sum's own digests. */
function digestBy(paths: readonly string[]): number {
  const sum = createHash('sha256');
  const out = spawnSync('xargs', ['-0', '-n', '1000', 'sha256sum'], { input: paths.join('\0'), maxBuffer: 64 * 1_048_576, encoding: 'utf8' }).stdout;
  for (const line of out.trim().split('\n')) sum.update(line.slice(0, 64));
  return Number.parseInt(sum.digest('hex').slice(0, 12), 16);
}

/** Null where there is no C compiler. */
function slowLayer(): string | null {
  const source = fileURLToPath(new URL('../servers/slow-files.c', import.meta.url));
  const built = join(mkdtempSync(join(tmpdir(), 'redrill-slow-files-')), 'slow-files.so');
  if (spawnSync('cc', ['--version']).status !== 0) return null;
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-fno-builtin', '-o', built, source, '-ldl']);
  process.on('exit', () => rmSync(join(built, '..'), { recursive: true, force: true }));
  return built;
}

function tableOf(runs: ReadonlyMap<string, readonly Measured[]>, { goals, bytes }: { readonly goals: Readonly<Record<string, string>>; readonly bytes: number }): string {
  const wall = (name: string): number => median((runs.get(name) ?? []).map((run) => run.wallMs));
  const cpu = (name: string): number => median((runs.get(name) ?? []).map((run) => run.cpuMs));
  const rows = [...runs].map(([name, own]) => {
    if (own.length === 0) return [name, '0', 'absent', '', '', '', '', '', goals[name] ?? ''];
    const walls = own.map((run) => run.wallMs);
    const ratio = (of: (one: string) => number): string => (name === 'redrill' ? '1' : (of(name) / of('redrill')).toFixed(2));
    return [name, String(own.length), `${wall(name).toFixed(0)} (${Math.min(...walls).toFixed(0)}-${Math.max(...walls).toFixed(0)})`, (bytes / wall(name) / 1e6).toFixed(2), cpu(name).toFixed(0), (median(own.map((run) => run.peakRssBytes)) / 1e6).toFixed(0), ratio(wall), ratio(cpu), goals[name] ?? ''];
  });
  return markdownTable([['client', 'rounds', 'wall ms (min-max)', 'GB/s', 'CPU ms', 'peak RSS MB', 'wall ratio', 'CPU ratio', 'goal'], ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 'l'] });
}
