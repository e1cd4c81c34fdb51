import type { Database } from './database.ts';
import { pgCode } from './pg-code.ts';
import { quoteIdent, quoteLiteral } from './sql-text.ts';
import { FOREIGN_SCHEMAS_SQL } from './user-tables.ts';

/**
 * Lets the application's role use what the owner of an instance has made: drills read every table as the application does, and one that it may
 * not read would end them. What it may read already is left as it is. Resolves with what could not be given, each by name.
 */
export async function grantApplication(owner: Database, role: string): Promise<readonly string[]> {
  // A script may have left another role behind.
  await owner.query('RESET ROLE');
  const refusals = new Map<string, string>();
  for (const { name, sql } of await owner.query(unreadable(role))) {
    try {
      await owner.query(sql ?? '');
    } catch (error) {
      if (pgCode(error) === null) throw error;
      refusals.set(name ?? '', error instanceof Error ? error.message : String(error));
    }
  }
  // Where nothing could be given PostgreSQL may say no more than a warning, so it is looked at again.
  return (await owner.query(unreadable(role))).map(({ name }) => `${name ?? ''}: the application's role ${role} may not read it, and no drill can: ${refusals.get(name ?? '') ?? 'its owner has to grant it'}`);
}

/** Schemas, sequences and whatever can be read like a table that a role may not read, each with the statement that mends it. */
function unreadable(role: string): string {
  const who = quoteLiteral(role);
  const grant = (what: string, names: string): string => `format('GRANT ${what} ON ${names} TO %s', n.nspname, ${names.includes('.') ? 'c.relname, ' : ''}${quoteLiteral(quoteIdent(role))})`;
  const relations = (kinds: string): string => `from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in (${kinds}) and ${FOREIGN_SCHEMAS_SQL} and not exists (select from pg_depend e where e.objid = c.oid and e.deptype = 'e')`;
  return `
  select 'schema ' || n.nspname as name, ${grant('USAGE', 'SCHEMA %I')} as sql, 1 as position from pg_namespace n where ${FOREIGN_SCHEMAS_SQL} and not has_schema_privilege(${who}, n.oid, 'USAGE')
  union all select 'table ' || n.nspname || '.' || c.relname, ${grant('SELECT, INSERT, UPDATE, DELETE', 'TABLE %I.%I')}, 2 ${relations("'r', 'p', 'v', 'm', 'f'")} and not has_table_privilege(${who}, c.oid, 'SELECT')
  union all select 'sequence ' || n.nspname || '.' || c.relname, ${grant('USAGE, SELECT', 'SEQUENCE %I.%I')}, 3 ${relations("'S'")} and not has_table_privilege(${who}, c.oid, 'SELECT')
  order by 3, 1`;
}
