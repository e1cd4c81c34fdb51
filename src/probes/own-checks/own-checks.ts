import type { OwnCheckConfig } from '#contract/config.schema';
import type { OwnCheckReading, OwnChecksPort } from '#contract/user-service';
import { withDeadline } from '#kit/wall-clock';
import { knownBad, whyNotAnswer } from './judge-value.ts';
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
    run: (tag, signal, { asked, regions } = {}) => {
      const now = { ...world, ...(regions === undefined ? {} : { regions }) };
      return inTurn(checks.filter((check) => check.tag === tag && asked?.has(check.id) !== true), (check) => ask(now, check, signal));
    },
    controls: async () => checks.map(shownBad),
  };
}

async function inTurn(checks: readonly OwnCheckConfig[], work: (check: OwnCheckConfig) => Promise<OwnCheckReading>): Promise<readonly OwnCheckReading[]> {
  const read: OwnCheckReading[] = [];
  for (const check of checks) read.push(await work(check));
  return read;
}

/** What the user expects, held against answers known to be bad by the same code that judges the real one. */
function shownBad(check: OwnCheckConfig): OwnCheckReading {
  const said = { id: check.id, store: check.store ?? null };
  const accepted = knownBad(check).find((group) => group.every((answer) => whyNotAnswer(check, answer) === null));
  if (accepted !== undefined) return { ...said, result: 'pass', detail: `it accepts ${accepted.map(({ value }) => shown(value)).join(' and ')}` };
  return { ...said, result: 'fail', detail: 'it accepts no answer that is known to be bad' };
}

async function ask(world: CheckWorld, check: OwnCheckConfig, signal: AbortSignal): Promise<OwnCheckReading> {
  const said = { id: check.id, store: check.store ?? null };
  try {
    const answer = await read(world, check, signal);
    const why = whyNotAnswer(check, answer);
    const got = `got ${shown(answer.value)}`;
    return { ...said, result: why === null ? 'pass' : 'fail', detail: why === null ? got : `${why}, ${got}` };
  } catch (error) {
    signal.throwIfAborted();
    return { ...said, result: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

function shown(value: string | null): string {
  if (value === null) return 'nothing';
  return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}...` : value);
}

function read(world: CheckWorld, check: OwnCheckConfig, signal: AbortSignal): Promise<CheckValue> {
  switch (check.kind) {
    case 'sql': return readSql(world, check);
    case 'http': return readHttp(world, check, signal);
    case 'command': return readCommand(world, check, signal);
    default: return check satisfies never;
  }
}

async function readCommand({ shell }: CheckWorld, { run }: Extract<OwnCheckConfig, { readonly kind: 'command' }>, signal: AbortSignal): Promise<CheckValue> {
  const { exitCode, stdout, stderr } = await withDeadline(COMMAND_MS, (inTime) => shell(run, inTime), signal);
  return { value: stdout.replace(/\n$/, ''), code: exitCode, detail: stderr.trim().split('\n').at(-1) ?? '' };
}
