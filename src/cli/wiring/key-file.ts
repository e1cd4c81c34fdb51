import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '#kit/digest';
import type { Terminal } from '../terminal.ts';

/**
 * Where the project's signing key lies: `--key`, then REDRILL_KEY, else the user's config folder. Apart from results, which are handed out,
 * and from the sandbox's state, which is deleted.
 */
export function keyFile(terminal: Pick<Terminal, 'cwd' | 'env'>, asked?: string): string {
  const named = asked ?? terminal.env['REDRILL_KEY'];
  if (named !== undefined && named !== '') return resolve(terminal.cwd, named);
  const xdg = terminal.env['XDG_CONFIG_HOME'];
  const home = xdg !== undefined && xdg.startsWith('/') ? xdg : join(terminal.env['HOME'] ?? '/root', '.config');
  return join(home, 'redrill', 'keys', `${sha256(realpathSync(terminal.cwd)).slice(0, 12)}.pem`);
}
