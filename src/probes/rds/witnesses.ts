import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Binding, DrillContext } from '#contract/modules';
import type { PostgresTools } from '#engines/postgres-tools/find-tools';
import { runTool } from '#engines/postgres-tools/run-tool';
import type { ToolTarget } from '#engines/postgres-tools/run-tool';
import { isLoopback } from '#kit/is-loopback';
import { RedrillError } from '#kit/redrill-error';
import { addressOf, withDatabase } from '#stores/rds/open-database';
import { readSecret, secretName } from '#stores/rds/read-secret';
import { firstDifference } from './first-difference.ts';

/** What one of PostgreSQL's own programs said of a recovered database. `absent`: it could not be asked, and why. */
export interface Witness {
  readonly name: 'pg_amcheck' | 'pg_dump schema' | 'pg_dump data';
  readonly result: 'pass' | 'fail' | 'absent';
  readonly detail: string;
}

const DEADLINE_MS = 900_000;
/** Tables of the harness itself are not the platform's. */
const OWN = ['--exclude-schema=redrill_beacon'];

/** Keeps what `pg_dump --schema-only` says of the database before anything is broken, in the run's folder; null when the tools are absent. */
export async function keepSchemaDump(context: DrillContext, binding: Binding, tools: PostgresTools): Promise<string | null> {
  if (tools.kind === 'missing') return null;
  const file = baselineFile(context, binding.store);
  const dump = await schemaDump(tools.bin, await targetOf(context, binding));
  if (typeof dump !== 'string') return null;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, dump);
  return file;
}

/** Asks each witness about a recovered database. Never throws for what a witness found or could not do: that is its statement. */
export async function witnesses(context: DrillContext, binding: Binding, tools: PostgresTools): Promise<readonly Witness[]> {
  if (tools.kind === 'missing') return (['pg_amcheck', 'pg_dump schema', 'pg_dump data'] as const).map((name) => ({ name, result: 'absent', detail: tools.gap }));
  const said: Witness[] = [];
  for (const [name, ask] of Object.entries(ASK) as [Witness['name'], Ask][]) {
    said.push(await ask({ context, binding, bin: tools.bin }).catch((error: unknown): Witness => ({ name, result: 'absent', detail: error instanceof Error ? error.message : String(error) })));
  }
  return said;
}

type Ask = (asked: { readonly context: DrillContext; readonly binding: Binding; readonly bin: string }) => Promise<Witness>;

const ASK: Readonly<Record<Witness['name'], Ask>> = {
  'pg_dump schema': async ({ context, binding, bin }) => {
    const name = 'pg_dump schema';
    const file = baselineFile(context, binding.store);
    if (!existsSync(file)) return { name, result: 'absent', detail: 'nobody dumped the schema before the disaster' };
    const after = await schemaDump(bin, await targetOf(context, binding));
    if (typeof after !== 'string') return ended({ name, ...after, what: 'pg_dump --schema-only' });
    const difference = firstDifference(readFileSync(file, 'utf8'), after);
    return difference === null ? { name, result: 'pass', detail: `the schema is as it was, in ${after.split('\n').length} lines of pg_dump` } : { name, result: 'fail', detail: `the schema is not as it was: ${difference}` };
  },
  'pg_dump data': async ({ context, binding, bin }) => {
    const name = 'pg_dump data';
    const { code, errors, bytes, sha256 } = await runTool(bin, ['pg_dump', '--data-only', ...OWN], await targetOf(context, binding), { deadlineMs: DEADLINE_MS });
    return code === 0 ? { name, result: 'pass', detail: `pg_dump read every row: ${bytes} bytes, SHA-256 ${sha256}` } : ended({ name, code, errors, what: 'pg_dump --data-only' });
  },
  pg_amcheck: async ({ context, binding, bin }) => {
    const name = 'pg_amcheck';
    if (!(await hasAmcheck(context, binding))) return { name, result: 'absent', detail: `pg_amcheck needs the extension amcheck, which the database does not have; a check installs nothing: make the extension in the platform's own database to have this witness` };
    const target = await targetOf(context, binding);
    const output = new PassThrough();
    const [{ code, errors }, said] = await Promise.all([runTool(bin, ['pg_amcheck', '--heapallindexed', '--checkunique', '--jobs=2', `--database=${target.database}`], target, { deadlineMs: DEADLINE_MS, out: output }), text(output)]);
    if (code === 0) return { name, result: 'pass', detail: 'pg_amcheck found every table and index sound (with --heapallindexed --checkunique)' };
    // It tells a relation that it may not read like one that is damaged; a single real finding counts, whatever else it could not read.
    const findings = said.split(/^(?=heap table |btree index )/m).filter((entry) => entry.trim() !== '' && !NOT_ASKED.test(entry)).join('').trim();
    if (findings !== '') return { name, result: 'fail', detail: `pg_amcheck ended with ${code}: ${findings.slice(0, 1000)}` };
    return ended({ name, code, errors: [said.trim(), errors].filter((part) => part !== '').join(' ').slice(0, 1000), what: 'pg_amcheck' });
  },
};

/** What the tools say when they were not let in, or lost the server on the way: that says nothing about the database's content. */
const NOT_ASKED = /permission denied|must be superuser|connection to server .* failed|could not connect|server closed the connection|connection not open|terminating connection|could not receive data from server|SSL connection has been closed/i;

/** How a tool ended that did not end well. */
function ended({ name, code, errors, what }: { readonly name: Witness['name']; readonly code: number | null; readonly errors: string; readonly what: string }): Witness {
  return NOT_ASKED.test(errors) ? { name, result: 'absent', detail: `${what} could not ask: ${errors}` } : { name, result: 'fail', detail: `${what} ended with ${code}: ${errors}` };
}

function hasAmcheck(context: DrillContext, binding: Binding): Promise<boolean> {
  const input = { access: context.targets.access('drill-observer', binding.region), identifier: binding.resource, secret: secretName(binding.pointer) };
  return withDatabase(input, async (database) => (await database.query(`select 1 from pg_extension where extname = 'amcheck'`)).length > 0);
}

async function schemaDump(bin: string, target: ToolTarget): Promise<string | { readonly code: number | null; readonly errors: string }> {
  const output: Writable & PassThrough = new PassThrough();
  const [{ code, errors }, sql] = await Promise.all([runTool(bin, ['pg_dump', '--schema-only', ...OWN], target, { deadlineMs: DEADLINE_MS, out: output }), text(output)]);
  if (code !== 0) return { code, errors };
  // each dump has its own random key in these lines
  return sql.split('\n').filter((line) => !/^\\(un)?restrict /.test(line)).join('\n');
}

async function targetOf(context: DrillContext, { resource, region, pointer }: Binding): Promise<ToolTarget> {
  const access = context.targets.access('drill-observer', region);
  const address = await addressOf({ access, identifier: resource });
  const sandbox = access.endpoint !== null;
  if (sandbox && !isLoopback(address.host)) throw new RedrillError('targets.unreachable', `in sandbox mode nothing but literal loopback addresses is reached; ${resource} is said to be at ${address.host}`, { actor: 'redrill', exitCode: 5 });
  return { ...address, ...(await readSecret(access, secretName(pointer))), sslmode: sandbox ? 'disable' : 'require' };
}

function baselineFile(context: DrillContext, store: string): string {
  return join(context.run.folder, 'witnesses', `${store}.schema.sql`);
}
