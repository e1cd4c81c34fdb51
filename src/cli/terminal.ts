/** What a command sees of the process it runs in; tests hand in their own. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments after the program's name, as typed; go into the record. */
  readonly argv: readonly string[];
  /** True when standard output is a terminal that can redraw lines. */
  readonly live: boolean;
  readonly color: boolean;
  columns(): number;
  rows(): number;
  /** Standard output, one line. */
  out(line: string): void;
  /** Standard error, one line: progress, warnings, errors. */
  err(line: string): void;
  /** Standard output, raw; only the live block uses it. */
  write(text: string): void;
  /** Called before every line, so that a block which is redrawn in place can step aside; null takes it back. Only the live block uses it. */
  beforeLine(stepAside: (() => void) | null): void;
}

/** The real one. CI and NO_COLOR are honoured; a `TERM=dumb` terminal gets plain lines. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const plain = truthy(env['CI']) || env['TERM'] === 'dumb';
  // A reader that closed the pipe (`| head`) is no error of redrill.
  const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => { if (error.code !== 'EPIPE') throw error; };
  stdout.on('error', ignoreClosedPipe);
  stderr.on('error', ignoreClosedPipe);
  let stepAside: (() => void) | null = null;
  return {
    cwd: process.cwd(),
    env,
    argv: process.argv.slice(2),
    live: stdout.isTTY && !plain,
    color: stdout.isTTY && !plain && !env['NO_COLOR'],
    columns: () => stdout.columns || 160,
    rows: () => stdout.rows || 50,
    out: (line) => { stepAside?.(); stdout.write(`${line}\n`); },
    err: (line) => { stepAside?.(); stderr.write(`${line}\n`); },
    write: (text) => { stdout.write(text); },
    beforeLine: (step) => { stepAside = step; },
  };
}

function truthy(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
