// Shape of the tree: one front door, mirrored service names, short files, no words that promise work instead of doing it,
// no export that nobody imports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const problems = [];
const sources = walk('src').filter((name) => name.endsWith('.ts'));
const texts = new Map([...sources, ...walk('scenarios'), ...walk('fixtures/platform'), ...walk('bench'), ...walk('bin'), ...walk('scripts'), ...walk('docs'), ...walk('test'), 'harness.config.ts', 'vitest.config.ts', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  .filter((name) => existsSync(name) && /\.(ts|mjs|md|json)$/.test(name))
  .map((name) => [name, readFileSync(name, 'utf8')]));

oneFrontDoor();
mirroredNames();
lengths();
words();
unusedExports();
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

function oneFrontDoor() {
  const doors = sources.filter((name) => /(^|\/)index\.ts$/.test(name));
  if (doors.length !== 1 || doors[0] !== 'src/index.ts') problems.push(`expected src/index.ts as the only barrel, found ${doors.join(', ') || 'none'}`);
}

/** A service folder in a family of the drill needs its counterpart in the sandbox: what cannot be rehearsed cannot be proved. What looks at the platform as users do is of no service. */
function mirroredNames() {
  const services = folders('src/sandbox/services');
  for (const room of ['faults', 'restores', 'probes', 'beacons', 'mutations', 'stores']) {
    for (const name of folders(join('src', room))) {
      if (!['testing', 'variants', 'journeys', 'load', 'own-checks', 'detection', 'region'].includes(name) && !services.includes(name)) problems.push(`src/${room}/${name} has no counterpart src/sandbox/services/${name}`);
    }
  }
}

function folders(folder) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name) : [];
}

function lengths() {
  const counts = sources.filter((name) => !/\.i?test\.ts$/.test(name)).map((name) => texts.get(name).split('\n').filter((line) => line.trim() !== '').length).toSorted((a, b) => a - b);
  const at = (share) => counts[Math.min(counts.length - 1, Math.floor(counts.length * share))];
  process.stdout.write(`files: ${counts.length} source files in src, median ${at(0.5)} lines, p90 ${at(0.9)}, longest ${counts.at(-1)}\n`);
  if (at(0.5) > 90) problems.push(`median file length is ${at(0.5)} lines; expected at most 90`);
  if (at(0.9) > 200) problems.push(`p90 of file length is ${at(0.9)} lines; expected at most 200`);
}

function words() {
  // Character classes keep this file from finding itself.
  const pattern = /\b([T]ODO|[F]IXME|[X]XX|[H]ACK|for [n]ow|place[h]older|not [i]mplemented yet)\b/;
  for (const [name, text] of texts) {
    text.split('\n').forEach((line, i) => {
      const hit = pattern.exec(line);
      if (hit) problems.push(`${name}:${i + 1}: says "${hit[1]}"; do it, or say what is missing and why`);
    });
  }
}

/** Exported values that no other file names, tests included. Types may be exported for the sake of a signature. */
function unusedExports() {
  const all = [...texts].filter(([name]) => /\.(ts|mjs)$/.test(name));
  for (const [name, text] of texts) {
    if (!name.startsWith('src/') || name === 'src/index.ts' || name.startsWith('src/contract/') || /\.i?test\.ts$/.test(name)) continue;
    for (const [, word] of text.matchAll(/^export (?:async )?(?:function\*?|const|class) ([\w$]+)/gm)) {
      const used = new RegExp(`\\b${word.replaceAll('$', '\\$')}\\b`);
      const uses = all.filter(([other, body]) => other !== name && used.test(body));
      if (uses.length === 0) problems.push(`${name}: export ${word} is used by no other file; drop the export, or the code`);
    }
  }
}
