import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '#kit/digest';
import { usageError } from '#kit/redrill-error';
import type { Terminal } from '../terminal.ts';

/**
 * Where the sandbox of a project keeps its state. `--state`, then REDRILL_STATE; for root a folder below /var/lib/redrill that other
 * users' engines can reach (a checkout below a 0700 home cannot be); else the XDG state folder. One per project path.
 */
export function stateFolder(terminal: Pick<Terminal, 'cwd' | 'env'>, options: { readonly state?: string; readonly uid?: number } = {}): string {
  if (options.state === '') throw usageError('usage.state', '--state is empty, perhaps by a variable that is not set; expected a folder');
  const asked = options.state ?? terminal.env['REDRILL_STATE'];
  if (asked !== undefined && asked !== '') return resolve(terminal.cwd, asked);
  const project = sha256(realpathSync(terminal.cwd)).slice(0, 12);
  const uid = options.uid ?? process.getuid?.() ?? -1;
  if (uid === 0) return join('/var/lib/redrill', project);
  const xdg = terminal.env['XDG_STATE_HOME'];
  const home = xdg !== undefined && xdg.startsWith('/') ? xdg : join(terminal.env['HOME'] ?? '/tmp', '.local', 'state');
  return join(home, 'redrill', project);
}
