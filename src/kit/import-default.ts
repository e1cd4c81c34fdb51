import { pathToFileURL } from 'node:url';
import { usageError } from './redrill-error.ts';

/**
 * The default export of a TypeScript or JavaScript file of plain data. Types are stripped by Node itself.
 * Throws a RedrillError that names the file for a syntax error, an import that leads nowhere, or no default export.
 */
export async function importDefault(file: string): Promise<unknown> {
  let module: unknown;
  try {
    module = await import(/* @vite-ignore */ pathToFileURL(file).href);
  } catch (error) {
    throw usageError('file.not-loaded', `${file}${line(error, file)}: cannot be loaded: ${reason(error)}`, error);
  }
  if (typeof module === 'object' && module !== null && 'default' in module && module.default !== undefined) return module.default;
  throw usageError('file.no-default', `${file}: has no default export; expected "export default ..." with plain data`);
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const firstLine = message.split('\n').map((line) => line.trim()).find((line) => line !== '') ?? 'unknown reason';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return `${firstLine}; only type annotations can be stripped, so write plain data without enums, namespaces or decorators`;
  if (error instanceof SyntaxError) return `syntax error: ${firstLine}`;
  return firstLine;
}

/** Node puts `file:///path:line` above the stack of a syntax error. */
function line(error: unknown, file: string): string {
  const [first = ''] = (error instanceof Error ? error.stack ?? '' : '').split('\n');
  const match = /:(\d+)$/.exec(first);
  return match && first.startsWith(pathToFileURL(file).href) ? `:${match[1]}` : '';
}
