import type { Database } from './database.ts';
import { quoteIdent } from './sql-text.ts';
import { FOREIGN_SCHEMAS_SQL } from './user-tables.ts';

/** One thing of a schema that is no row: its name with its kind, and everything that makes it what it is. */
export interface SchemaObject {
  /** `index portal.users_pkey`. */
  readonly name: string;
  readonly text: string;
}

const OWN = FOREIGN_SCHEMAS_SQL;
/** Grants as a sorted text; the order in which they were given means nothing. */
const grants = (acl: string): string => `coalesce((select string_agg(x::text, ' ' order by x::text collate "C") from unnest(${acl}) x), 'default')`;

/** Kind of object -> query for `name` and `text`. None of them holds an OID, a file name or a number of pages: a restored database must give the same. */
const QUERIES: Readonly<Record<string, string>> = {
  schema: `select n.nspname as name, 'owner ' || n.nspowner::regrole || ', grants ' || ${grants('n.nspacl')} as text from pg_namespace n where ${OWN} and not (n.nspname = 'public' and n.nspacl is null)`,
  table: `select n.nspname || '.' || c.relname as name, case c.relkind when 'p' then 'partitioned, ' else '' end || case c.relpersistence when 'u' then 'unlogged, ' else '' end
      || 'owner ' || c.relowner::regrole || ', options ' || coalesce(array_to_string(c.reloptions, ' '), 'none') || ', row security ' || c.relrowsecurity || ' forced ' || c.relforcerowsecurity || ', replica identity ' || c.relreplident::text
      || coalesce(', ' || pg_get_expr(c.relpartbound, c.oid), '') || coalesce(', partition by ' || pg_get_partkeydef(c.oid), '')
      || coalesce(', inherits ' || (select string_agg(i.inhparent::regclass::text, ' ' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid), '') as text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'f') and ${OWN}`,
  column: `select n.nspname || '.' || c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      || coalesce(case when a.attgenerated = '' then ' default ' else ' generated (' || a.attgenerated::text || ') ' end || pg_get_expr(d.adbin, d.adrelid), '') || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end
      || coalesce(' collate ' || (select co.collname from pg_collation co where co.oid = a.attcollation and co.collname <> 'default'), '') || ', grants ' || ${grants('a.attacl')} || ', position ' || (select count(*) from pg_attribute b where b.attrelid = a.attrelid and b.attnum between 1 and a.attnum and not b.attisdropped) as text
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and a.attnum > 0 and not a.attisdropped and ${OWN}`,
  index: `select n.nspname || '.' || c.relname as name, pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ', INVALID' end || case when i.indisready then '' else ', NOT READY' end || case when i.indisclustered then ', clustered' else '' end as text
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${OWN}`,
  constraint: `select case k.conrelid when 0 then k.contypid::regtype::text else k.conrelid::regclass::text end || '.' || k.conname as name, pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ', not validated' end as text
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace where ${OWN}`,
  view: `select n.nspname || '.' || c.relname as name, 'owner ' || c.relowner::regrole || case c.relkind when 'm' then ', materialised, populated ' || c.relispopulated else '' end || coalesce(', options ' || array_to_string(c.reloptions, ' '), '') || ', ' || pg_get_viewdef(c.oid) as text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${OWN}`,
  function: `select p.oid::regprocedure::text as name, 'owner ' || p.proowner::regrole || ', grants ' || ${grants('p.proacl')} || ', '
      || case p.prokind when 'a' then 'aggregate of ' || (select ag.aggtransfn::text || ' ' || ag.aggfinalfn::text || ' ' || coalesce(ag.agginitval, '') from pg_aggregate ag where ag.aggfnoid = p.oid) else pg_get_functiondef(p.oid) end as text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${OWN} and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')`,
  trigger: `select t.tgrelid::regclass::text || '.' || t.tgname as name, pg_get_triggerdef(t.oid) || ', enabled ' || t.tgenabled::text as text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and ${OWN}`,
  rule: `select r.ev_class::regclass::text || '.' || r.rulename as name, pg_get_ruledef(r.oid) as text
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN' and ${OWN}`,
  policy: `select c.oid::regclass::text || '.' || p.polname as name, p.polcmd::text || ' permissive ' || p.polpermissive || ' for ' || (select string_agg(coalesce(r.rolname, 'public'), ' ' order by r.rolname) from unnest(p.polroles) o left join pg_roles r on r.oid = o)
      || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') as text
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where ${OWN}`,
  sequence: `select n.nspname || '.' || c.relname as name, format_type(s.seqtypid, null) || ' start ' || s.seqstart || ' by ' || s.seqincrement || ' from ' || s.seqmin || ' to ' || s.seqmax || ' cache ' || s.seqcache || ' cycle ' || s.seqcycle as text
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace where ${OWN}`,
  type: `select n.nspname || '.' || t.typname as name, case t.typtype when 'e' then 'enum ' || (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
      when 'd' then 'domain over ' || format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end || coalesce(' default ' || t.typdefault, '') else 'kind ' || t.typtype::text end || ', owner ' || t.typowner::regrole as text
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where ${OWN} and (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))) and not exists (select from pg_depend e where e.objid = t.oid and e.deptype = 'e')`,
  statistics: `select n.nspname || '.' || s.stxname as name, pg_get_statisticsobjdef(s.oid) as text from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where ${OWN}`,
  extension: `select e.extname as name, 'version ' || e.extversion || ' in schema ' || n.nspname as text from pg_extension e join pg_namespace n on n.oid = e.extnamespace where n.nspname <> 'redrill_beacon'`,
  grants: `select n.nspname || '.' || c.relname as name, ${grants('c.relacl')} as text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relacl is not null and ${OWN}`,
  'default grants': `select d.defaclrole::regrole || ' ' || coalesce(d.defaclnamespace::regnamespace::text, 'everywhere') || ' ' || d.defaclobjtype::text as name, ${grants('d.defaclacl')} as text from pg_default_acl d`,
  publication: `select p.pubname as name, 'all tables ' || p.puballtables || ' insert ' || p.pubinsert || ' update ' || p.pubupdate || ' delete ' || p.pubdelete || ' truncate ' || p.pubtruncate || ' of ' || coalesce((select string_agg(r.prrelid::regclass::text, ' ' order by r.prrelid::regclass::text collate "C") from pg_publication_rel r where r.prpubid = p.oid), '') as text from pg_publication p`,
  comment: `select n.nspname || '.' || c.relname || coalesce('.' || a.attname, '') as name, d.description as text from pg_description d join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
    join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0 where ${OWN}`,
  role: `select r.rolname as name, 'super ' || r.rolsuper || ' inherit ' || r.rolinherit || ' createrole ' || r.rolcreaterole || ' createdb ' || r.rolcreatedb || ' login ' || r.rolcanlogin || ' replication ' || r.rolreplication || ' bypass ' || r.rolbypassrls
      || ' member of ' || coalesce((select string_agg(m.roleid::regrole::text, ' ' order by m.roleid::regrole::text collate "C") from pg_auth_members m where m.member = r.oid), 'none') as text from pg_roles r where r.rolname !~ '^(pg_|rds)'`,
  'database setting': `select case s.setrole when 0 then 'all' else s.setrole::regrole::text end as name, array_to_string(array(select unnest(s.setconfig) order by 1), ' ') as text from pg_db_role_setting s where s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))`,
};

/**
 * Everything of a database's schemas but its rows: a lost index, constraint, trigger or grant must be seen as surely as a lost row.
 * To be called in a transaction of `withSnapshot`, whose empty search path makes every name in a definition a full one.
 */
export async function schemaObjects(database: Database): Promise<readonly SchemaObject[]> {
  const objects: SchemaObject[] = [];
  for (const [kind, sql] of Object.entries(QUERIES)) {
    for (const row of await database.query(sql)) objects.push({ name: `${kind} ${row['name'] ?? ''}`, text: row['text'] ?? '' });
  }
  objects.push(...(await sequencePositions(database)));
  return objects.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const OWNED = `select n.nspname as schema, s.relname as sequence, t.oid::regclass::text as "table", a.attname as "column" from pg_class s join pg_namespace n on n.oid = s.relnamespace
  join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i') join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  where s.relkind = 'S' and a.atttypid in (20, 21, 23) and ${OWN}`;

/**
 * A sequence runs ahead of its log, so its value is not the same after a recovery and need not be. What must hold is that the next value is
 * free: one that is not past the largest key makes the next insert fail. So no value is told: one that was behind before may still be.
 */
async function sequencePositions(database: Database): Promise<readonly SchemaObject[]> {
  const found: SchemaObject[] = [];
  for (const { schema, sequence, table, column } of await database.query(OWNED)) {
    const [row] = await database.query(`select case when max >= next then 'BEHIND its column: its next values are no larger than the largest key' else 'ahead of its column' end as text
      from (select coalesce(max(${quoteIdent(column ?? '')}), -9223372036854775808) as max from ${table ?? ''}) m,
        (select case when s.is_called then s.last_value + q.seqincrement else s.last_value end as next from ${quoteIdent(schema ?? '')}.${quoteIdent(sequence ?? '')} s, pg_sequence q where q.seqrelid = '${quoteIdent(schema ?? '')}.${quoteIdent(sequence ?? '')}'::regclass and q.seqincrement > 0) v`);
    if (row !== undefined) found.push({ name: `sequence position ${schema ?? ''}.${sequence ?? ''}`, text: row['text'] ?? '' });
  }
  return found;
}
