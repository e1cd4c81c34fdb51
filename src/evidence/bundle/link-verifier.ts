import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bug } from '#kit/redrill-error';

/**
 * The text of `verify.mjs`: the very modules that `redrill verify` runs, each in a function of its own, in one file that imports nothing but
 * Node's built-ins. Made when a bundle is made, from source or from what was compiled, so that it can never be an older edition.
 */
export function linkVerifier(version: string): string {
  const here = fileURLToPath(import.meta.url);
  const ending = here.endsWith('.ts') ? '.ts' : '.js';
  const src = dirname(dirname(dirname(here)));
  const order: string[] = [];
  const texts = new Map<string, string>();
  const builtIns = new Set<string>();
  const visit = (file: string): void => {
    if (texts.has(file)) return;
    texts.set(file, '');
    const code = codeOf(file);
    for (const { from } of importsOf(code)) if (from.startsWith('node:')) builtIns.add(from); else visit(fileOf(from, { src, ending, importer: file }));
    texts.set(file, linked(code, (from) => nameOf(fileOf(from, { src, ending, importer: file }), src)));
    order.push(file);
  };
  const entry = join(dirname(here), `verify-main${ending}`);
  visit(entry);
  const head = [`// Verifier of redrill ${version} for evidence bundles. Needs Node 24 or newer and nothing else: node verify.mjs bundle.tar.gz --key SHA256:...`, ...[...builtIns].sort().map((name) => `import * as ${builtInName(name)} from '${name}';`)];
  const modules = order.map((file) => `const ${nameOf(file, src)} = (() => {\n${texts.get(file) ?? ''}\n})();`);
  return `${[...head, ...modules, `${nameOf(entry, src)}.verifyMain(${JSON.stringify(version)});`].join('\n')}\n`;
}

interface Import {
  readonly whole: string;
  readonly names: string;
  readonly from: string;
}

const IMPORT = /^import (?!type\b)([^'";]+?) from '([^']+)';?[ \t]*$/gm;

function importsOf(code: string): readonly Import[] {
  return [...code.matchAll(IMPORT)].map(([whole, names = '', from = '']) => ({ whole, names, from }));
}

/** The code of a module without types, and without the lines that they leave empty. */
function codeOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  const code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
  return code.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '').join('\n');
}

/** Imports become constants, exports become what the function gives back. */
function linked(code: string, nameFor: (from: string) => string): string {
  const exported = [...code.matchAll(/^export (?:async )?(?:function\*?|const|class) ([\w$]+)/gm)].map(([, name]) => name ?? '');
  const body = code.replace(IMPORT, (_, names: string, from: string) => {
    const module = from.startsWith('node:') ? builtInName(from) : nameFor(from);
    if (/^[\w$]+$/.test(names)) return `const ${names} = ${module}.default;`;
    return `const ${names.replace(/\btype [\w$]+,?\s*/g, '').replace(/([\w$]+) as ([\w$]+)/g, '$1: $2')} = ${module};`;
  }).replace(/^export (?=async |function|const|class)/gm, '');
  if (/^(import|export)\b/m.test(body)) throw bug('bundle.link', `a module of the verifier has an import or export of a kind that cannot be linked: ${/^(import|export)\b.*/m.exec(body)?.[0] ?? ''}`);
  return `${body}\nreturn { ${exported.join(', ')} };`;
}

function fileOf(from: string, { src, ending, importer }: { readonly src: string; readonly ending: string; readonly importer: string }): string {
  if (from.startsWith('#')) return join(src, `${from.slice(1)}${ending}`);
  if (from.startsWith('.')) return join(dirname(importer), from);
  throw bug('bundle.link', `${importer} imports ${from}: the verifier must need nothing but Node`);
}

function nameOf(file: string, src: string): string {
  return `m_${relative(src, file).replace(/\.(ts|js)$/, '').replace(/[^A-Za-z0-9]/g, '_')}`;
}

function builtInName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}
