// Compiles what an installed package runs from: type stripping does not work below node_modules. Output: dist/.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/ts7/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' });
copyBeside('src', (name) => name.endsWith('.schema.json'));
copyBeside('scenarios', (name) => !name.endsWith('.ts'));
copyBeside('fixtures/platform', (name) => !name.endsWith('.ts'));
process.stdout.write(`built ${count(dist, '.js')} modules into dist/\n`);

/** Files that are data (schemas, runbooks, seeds) stand in dist/ where the compiled code looks for them. */
function copyBeside(folder, wanted) {
  const from = join(root, folder);
  if (!existsSync(from)) return;
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !wanted(entry.name)) continue;
    const source = join(entry.parentPath, entry.name);
    cpSync(source, join(dist, source.slice(root.length + 1)));
  }
}

function count(folder, ending) {
  return readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(ending)).length;
}
