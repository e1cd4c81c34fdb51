import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { linksOf } from '#stores/opensearch/dangling-documents';
import type { Links } from '#stores/opensearch/dangling-documents';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { linkArgs } from '#stores/opensearch/link-args';
import { withDatabase } from '#stores/rds/open-database';
import { secretName } from '#stores/rds/read-secret';
import { registeredRows } from '#stores/rds/registered-rows';
import { failedLook as failedDatabaseLook } from '../rds/failed-look.ts';
import { shown } from '../rds/shown.ts';
import { documentedIndices } from './documented-indices.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ ...linkArgs, /** Documents that an earlier step held back, to be named. */ heldBack: z.array(z.string()).optional() });
type Args = z.output<typeof args>;

/** Every document that refers to a row of the database refers to one that the recovered database knows. Nothing to compare is no yes. */
export const indexMatchesDatabase: ProbeModule<Args> = {
  id: 'opensearch.index-matches-database',
  with: args,
  run: (context, input) => look(context, input).catch((error: unknown) => either(error)),
  negativeControl: (context, given) => shown(indexMatchesDatabase.id, () => control(context, args.parse(given))),
};

/** Whichever of the two stores answered with a refusal; `unknown` where neither did. */
function either(error: unknown): ProbeReading {
  const reading = failedLook(error);
  return reading.result === 'fail' ? reading : failedDatabaseLook(error);
}

async function look(context: DrillContext, input: Args): Promise<ProbeReading> {
  const rows = await rowsOf(context, context.candidate(input.database), input);
  const links = await linksIn(context, context.candidate(input.store), { input, rows });
  return readingOf(links, rows, input);
}

function rowsOf(context: DrillContext, { resource, region, pointer }: Binding, { rows }: Args): Promise<ReadonlyMap<string, number>> {
  return withDatabase({ access: context.targets.access('drill-observer', region), identifier: resource, secret: secretName(pointer) }, (db) => registeredRows(db, rows));
}

function linksIn(context: DrillContext, { resource, region }: Binding, { input, rows }: { readonly input: Args; readonly rows: ReadonlyMap<string, number> }): Promise<Links> {
  const definition = loadDomainDefinition(context, input.definition);
  return withDomain(context.targets.access('drill-observer', region), resource, async (client) => {
    const indices = [...(await documentedIndices(client, definition, input.into)).values()].filter((index) => index !== null);
    return linksOf(client, { indices, fields: input.documents, rows, signal: context.signal });
  });
}

const SHOWN = 20;

function readingOf({ linked, dangling }: Links, rows: ReadonlyMap<string, number>, { rows: { table }, heldBack = [] }: Args): ProbeReading {
  const against = `${table} of the recovered database (${rows.size} rows)`;
  const held = heldBack.length === 0 ? 'none is held back' : `held back because it does not know their rows: ${named(heldBack)}`;
  if (linked === 0) return { result: 'fail', detail: `no document of the index refers to a row of ${against}: nothing was compared; ${held}` };
  if (dangling.length > 0) return { result: 'fail', detail: `${dangling.length} of ${linked} documents refer to rows that are not in ${against}: ${named(dangling.map(({ name, row }) => `${name} (row ${row})`))}; ${held}` };
  return { result: 'pass', detail: `all ${linked} documents that refer to a row are known to ${against}; ${held}` };
}

function named(names: readonly string[]): string {
  return `${names.slice(0, SHOWN).map((name) => JSON.stringify(name)).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
}

/** The living index against databases that are wrong in one way each: empty, one row lost, one key given to another row; and no document at all against the living one. */
async function control(context: DrillContext, input: Args): Promise<ProbeReading> {
  const search = context.binding(input.store);
  const living = await rowsOf(context, context.binding(input.database), input);
  const whole = await linksIn(context, search, { input, rows: new Map() });
  const used = whole.dangling.map(({ row }) => row).find((row) => living.has(row));
  if (used === undefined) return { result: 'fail', detail: 'no document refers to any row, so there is nothing that could be let pass' };
  const bad = [new Map<string, number>(), new Map([...living].filter(([id]) => id !== used)), new Map([...living].map(([id, at]) => [id, id === used ? at + 1 : at]))];
  const readings = [readingOf({ linked: 0, dangling: [] }, living, input)];
  for (const rows of bad) readings.push(readingOf(await linksIn(context, search, { input, rows }), rows, input));
  return readings.find(({ result }) => result === 'pass') ?? readings[2] ?? { result: 'fail', detail: 'nothing was compared' };
}
