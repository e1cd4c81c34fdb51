import { open, readFile } from 'node:fs/promises';
import { RedrillError } from '#kit/redrill-error';

/** What one restore of an audit makes, written down before it is asked for. */
export interface Intent {
  readonly n: number;
  readonly store: string;
  readonly service: string;
  readonly point: string;
  readonly account: string;
  readonly region: string;
  /** Name of what is made, where the service lets it be chosen. */
  readonly name: string;
  readonly token: string;
  readonly roleArn: string;
  readonly metadata: Readonly<Record<string, string>>;
}

type Line =
  | ({ readonly kind: 'intended' } & Intent)
  | { readonly kind: 'made'; readonly n: number; readonly resource: string }
  | { readonly kind: 'removed'; readonly n: number };

/** A restore that was begun and whose remains were not taken away. */
export interface Leftover extends Intent {
  /** What it made; null where nobody saw the end of its job. */
  readonly resource: string | null;
}

/** Appends one line and waits until it is on the disk: a kill right after it finds it again. */
export async function note(file: string, line: Line): Promise<void> {
  const handle = await open(file, 'a', 0o644);
  try {
    await handle.appendFile(`${JSON.stringify(line)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a journal says is still there; nothing where there is no journal. A torn last line was never acted on. */
export async function leftoversIn(file: string): Promise<readonly Leftover[]> {
  const lines = (await textOf(file)).split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line);
  const removed = new Set(lines.flatMap((line) => (line.kind === 'removed' ? [line.n] : [])));
  const made = new Map(lines.flatMap((line) => (line.kind === 'made' ? [[line.n, line.resource] as const] : [])));
  return lines.flatMap((line) => {
    if (line.kind !== 'intended' || removed.has(line.n)) return [];
    const { kind: _, ...intent } = line;
    return [{ ...intent, resource: made.get(line.n) ?? null }];
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new RedrillError('audit.journal', `${file} cannot be read, so what an earlier audit left in the account is not known: ${(error as Error).message}`, { cause: error });
  }
}
