#!/usr/bin/env node
// Finds a Node that can run redrill and hands over to it. Plain JavaScript that every Node since 12 can read, so that an
// old Node says what to do instead of failing on syntax it does not know.
import { spawn } from 'child_process';
import { existsSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join, sep } from 'path';
import { fileURLToPath } from 'url';

const NEEDED = 24;
const EXIT_USAGE = 64;
const EXIT_INTERNAL = 70;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

main();

function main() {
  const own = majorVersion() >= NEEDED;
  const node = own ? process.execPath : pinnedNode();
  if (node === null) {
    process.stderr.write('redrill: needs Node ' + NEEDED + ' or newer, got ' + process.version + ' and no pinned Node for ' + process.platform + '-' + process.arch + '; install Node ' + NEEDED + ' from https://nodejs.org, or run "npm install" in ' + root + ' without --omit=optional\n');
    process.exitCode = EXIT_USAGE;
    return;
  }
  const args = nodeArguments();
  if (args === null) {
    process.stderr.write('redrill: ' + root + ' holds neither src/cli/main.ts nor dist/src/cli/main.js; run "npm run build", or install the package again\n');
    process.exitCode = EXIT_INTERNAL;
    return;
  }
  const env = childEnvironment();
  if (own && typeof process.execve === 'function' && process.platform !== 'win32') process.execve(node, [node].concat(args), env);
  else runChild(node, args, env);
}

function majorVersion() {
  return Number(process.versions.node.split('.')[0]);
}

/** The binary of the optional dependency for this machine, or null where it is not installed. */
function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node-' + process.platform + '-' + process.arch + '/package.json');
    const binary = join(dirname(manifest), 'bin', 'node');
    return existsSync(binary) ? binary : null;
  } catch {
    // Not installed, or not made for this machine: the sentence of main() says what to do.
    return null;
  }
}

/**
 * A report reads a whole record and throws most of what it reads away. V8 by itself would let that garbage grow to 100 MB and more; with a small
 * young generation a record of 100,000 events is rendered below 200 MB, in the same time.
 */
function memory() {
  return process.argv[2] === 'report' ? ['--max-semi-space-size=4'] : [];
}

/** A clone runs its sources by type stripping; an installed package, where stripping does not work, runs dist/. */
function nodeArguments() {
  const source = join(root, 'src', 'cli', 'main.ts');
  const built = join(root, 'dist', 'src', 'cli', 'main.js');
  const inClone = existsSync(source) && root.split(sep).indexOf('node_modules') < 0;
  const quiet = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'].concat(memory());
  if (inClone) return quiet.concat(['--conditions=redrill-source', source], process.argv.slice(2));
  return existsSync(built) ? quiet.concat([built], process.argv.slice(2)) : null;
}

/** Options for another program's Node could load foreign code into a drill or point it elsewhere, so none is handed on. */
function childEnvironment() {
  const env = Object.assign({}, process.env);
  const dropped = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_REPL_EXTERNAL_MODULE'].filter(function (name) { return env[name]; });
  for (const name of dropped) delete env[name];
  if (dropped.length > 0 && process.argv.indexOf('--verbose') >= 0) process.stderr.write('redrill: ignored ' + dropped.join(' and ') + ' of the environment\n');
  return env;
}

/** Only for an older outer Node: the child gets this process's signals, its end becomes this process's end, and it hears when this process is gone. */
function runChild(node, args, env) {
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: env });
  const forward = function (signal) { child.kill(signal); };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', function (error) {
    process.stderr.write('redrill: the pinned Node at ' + node + ' cannot be started: ' + error.message + '; run "npm ci" again\n');
    process.exitCode = EXIT_INTERNAL;
  });
  child.on('exit', function (code, signal) {
    for (const name of signals) process.removeListener(name, forward);
    if (child.connected) child.disconnect();
    if (signal === null) process.exitCode = code === null ? EXIT_INTERNAL : code;
    else process.kill(process.pid, signal);
  });
}
