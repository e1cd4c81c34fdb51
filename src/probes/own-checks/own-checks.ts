import type { OwnCheckConfig } from '#contract/config.schema';
import type { OwnCheckReading, OwnChecksPort } from '#contract/user-service';
import { withDeadline } from '#kit/wall-clock';
import { impossible, whyNot } from './judge-value.ts';
import { readHttp } from './read-http.ts';
import { readSql } from './read-sql.ts';
import type { CheckValue, CheckWorld } from './read-value.ts';

const COMMAND_MS = 120_000;
const SHOWN = 120;

/**
 * The user's own checks of a config: SQL through a store's pointer, HTTP, or a command. Those that name a store are asked in drills of that
 * store only. What cannot be asked is `unknown`, never a pass.
 */
export function ownChecks(world: CheckWorld, stores: readonly string[]): OwnChecksPort | null {
  const checks = world.config.checks.filter(({ store }) => store === undefined || stores.includes(store));
  if (checks.length === 0) return null;
  return {
    run: (tag, signal) => inTurn(checks.filter((check) => check.tag === tag), (check) => ask(world, check, { signal, expected: () => check.expect })),
    controls: (signal) => inTurn(checks, (check) => ask(world, check, { signal, expected: impossible })),
  };
}

async function inTurn(checks: readonly OwnCheckConfig[], work: (check: OwnCheckConfig) => Promise<OwnCheckReading>): Promise<readonly OwnCheckReading[]> {
  const read: OwnCheckReading[] = [];
  for (const check of checks) read.push(await work(check));
  return read;
}

interface Asking {
  readonly signal: AbortSignal;
  expected(value: string | null): OwnCheckConfig['expect'];
}

async function ask(world: CheckWorld, check: OwnCheckConfig, { signal, expected }: Asking): Promise<OwnCheckReading> {
  const said = { id: check.id, store: check.store ?? null };
  try {
    const { value, wrong } = await read(world, check, signal);
    const why = wrong ?? whyNot(value, expected(value));
    const shown = value === null ? 'nothing' : JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}...` : value);
    return { ...said, result: why === null ? 'pass' : 'fail', detail: why === null ? `got ${shown}` : `${why}, got ${shown}` };
  } catch (error) {
    signal.throwIfAborted();
    return { ...said, result: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

function read(world: CheckWorld, check: OwnCheckConfig, signal: AbortSignal): Promise<CheckValue> {
  switch (check.kind) {
    case 'sql': return readSql(world, check);
    case 'http': return readHttp(world, check, signal);
    case 'command': return readCommand(world, check, signal);
    default: return check satisfies never;
  }
}

async function readCommand({ shell }: CheckWorld, { run, exitCode: wanted }: Extract<OwnCheckConfig, { readonly kind: 'command' }>, signal: AbortSignal): Promise<CheckValue> {
  const { exitCode, stdout, stderr } = await withDeadline(COMMAND_MS, (inTime) => shell(run, inTime), signal);
  return { value: stdout.replace(/\n$/, ''), wrong: exitCode === wanted ? null : `exit code ${exitCode}, expected ${wanted}${stderr.trim() === '' ? '' : `: ${stderr.trim().split('\n').at(-1)}`}` };
}
