import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import type { LoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import { openPostgres } from '#targets/open-postgres';
import { commitAgeOf, commitAgeSql } from './commit-time.ts';
import { databaseOf } from './database-of.ts';
import type { Database } from './database.ts';
import { describeInstance } from './describe-instance.ts';
import { digestTable } from './digest-table.ts';
import { openByPointer } from './open-by-pointer.ts';
import { openDatabase, withDatabase } from './open-database.ts';
import { pgCode } from './pg-code.ts';
import { secretName } from './read-secret.ts';
import { digestOfRow, rowDigest, rowName } from './row-digest.ts';
import { RowSum } from './row-sum.ts';
import { withSnapshot } from './snapshot.ts';
import { sortedRows } from './sorted-rows.ts';
import { startFakeControlPlane } from './testing/fake-control-plane.ts';
import type { FakeControlPlane } from './testing/fake-control-plane.ts';
import { userTables } from './user-tables.ts';
import type { UserTable } from './user-tables.ts';

let server: LoopbackPostgres;
let plane: FakeControlPlane;
let db: Database;

const open = async (): Promise<Database> => databaseOf(await openPostgres({ host: '127.0.0.1', port: server.port, database: 'postgres' }, server, { sandbox: true }), { where: 'test' });

beforeAll(async () => {
  server = await startLoopbackPostgres();
  plane = await startFakeControlPlane();
  plane.instances.set('portal-db', { port: server.port, database: 'postgres' });
  plane.instances.set('coming', null);
  plane.parameters.set('/portal/stores/dr-s1', `postgresql://127.0.0.1:${server.port}/postgres`);
  plane.parameters.set('/portal/stores/dr-s1/secret', JSON.stringify({ username: server.user, password: server.password }));
  db = await open();
});

afterAll(async () => {
  await db?.close();
  plane?.close();
  await server?.close();
});

async function table(name: string): Promise<UserTable> {
  const found = (await userTables(db)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
}

describe('a database is found', () => {
  test('by the identifier of its instance and the secret beside its pointer', async () => {
    const access = plane.access('drill-observer');
    expect((await describeInstance(access, 'portal-db'))?.DBInstanceStatus).toBe('available');
    expect(await describeInstance(access, 'nobody')).toBeNull();
    const input = { access, identifier: 'portal-db', secret: secretName('/portal/stores/dr-s1') };
    expect(await withDatabase(input, (database) => database.query('select current_setting($1) as name', ['application_name']))).toEqual([{ name: 'redrill' }]);
    await expect(openDatabase({ ...input, identifier: 'nobody' })).rejects.toMatchObject({ code: 'rds.NoInstance' });
    await expect(openDatabase({ ...input, identifier: 'coming' })).rejects.toMatchObject({ code: 'rds.NoEndpoint' });
    await expect(openDatabase({ ...input, database: 'nowhere' })).rejects.toMatchObject({ code: 'pg.3D000' });
  });

  test('by its pointer, as the platform does; a pointer or secret of another form is named without its value', async () => {
    const access = plane.access('platform-app');
    const database = await openByPointer({ access, pointer: '/portal/stores/dr-s1' });
    expect(database.where).toBe(`127.0.0.1:${server.port}/postgres`);
    await database.close();
    await expect(openByPointer({ access, pointer: '/none' })).rejects.toMatchObject({ code: 'rds.NoPointer' });
    plane.parameters.set('/bad', 'postgresql://u:hunter2@127.0.0.1:1/x');
    await expect(openByPointer({ access, pointer: '/bad' })).rejects.toMatchObject({ code: 'rds.BadPointer', message: expect.not.stringContaining('hunter2') });
    plane.parameters.set('/half', `postgresql://127.0.0.1:${server.port}/postgres`).set('/half/secret', '{"username":"u","pass":"hunter2"');
    await expect(openByPointer({ access, pointer: '/half' })).rejects.toMatchObject({ code: 'rds.BadSecret', message: expect.not.stringContaining('hunter2') });
  });
});

describe('a connection', () => {
  test('goes where it is told whatever the environment says, and says so in settled forms', async () => {
    const poison = { PGHOST: '203.0.113.1', PGPORT: '1', PGUSER: 'x', PGPASSWORD: 'x', PGDATABASE: 'x', PGOPTIONS: '-c datestyle=german', PGREPLICATION: 'database', PGSSLMODE: 'require', PGSSLNEGOTIATION: 'direct', PGAPPNAME: 'x', NODE_PG_FORCE_NATIVE: '1' };
    const before = { ...process.env };
    Object.assign(process.env, poison);
    try {
      const database = await open();
      const [row] = await database.query(`select '2026-05-01 10:00:00.123456+02'::timestamptz as at, current_setting('application_name') as name, 0.1::float8 + 0.2 as float`);
      expect(row).toEqual({ at: '2026-05-01 08:00:00.123456+00', name: 'redrill', float: '0.30000000000000004' });
      await database.close();
    } finally {
      process.env = before;
    }
  });

  test('opens to literal loopback addresses only in the sandbox, and never falls back to an empty login', async () => {
    for (const host of ['localhost', '10.0.0.1', '/tmp', '']) await expect(openPostgres({ host, port: server.port, database: 'postgres' }, server, { sandbox: true })).rejects.toMatchObject({ code: 'targets.unreachable' });
    await expect(openPostgres({ host: '127.0.0.1', port: server.port, database: 'postgres' }, { user: server.user, password: '' }, { sandbox: true })).rejects.toMatchObject({ code: 'pg.BadAddress' });
  });

  test('fails with the SQLSTATE where the server answered, and with what happened where nobody did', async () => {
    await expect(openPostgres({ host: '127.0.0.1', port: server.port, database: 'postgres' }, { user: server.user, password: 'wrong' }, { sandbox: true })).rejects.toMatchObject({ code: 'pg.28P01' });
    await expect(openPostgres({ host: '127.0.0.1', port: 1, database: 'postgres' }, server, { sandbox: true })).rejects.toMatchObject({ code: 'pg.ConnectionRefused' });
    const hole = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { hole.once('listening', resolve); });
    await expect(openPostgres({ host: '127.0.0.1', port: (hole.address() as AddressInfo).port, database: 'postgres' }, server, { sandbox: true, connectMs: 200 })).rejects.toMatchObject({ code: 'pg.Timeout' });
    hole.close();
    await expect(db.query('select * from nowhere')).rejects.toMatchObject({ code: 'pg.42P01' });
    const slow = databaseOf(await openPostgres({ host: '127.0.0.1', port: server.port, database: 'postgres' }, server, { sandbox: true, statementMs: 100 }), { where: 'slow', statementMs: 100 });
    await expect(slow.query('select pg_sleep(60)')).rejects.toMatchObject({ code: 'pg.57014' });
    await slow.close();
  });
});

describe('COPY', () => {
  beforeAll(async () => {
    await db.query(`create schema portal; create table portal.big (id bigint primary key, body text); insert into portal.big select i, repeat('x', (i * 37 % 900)::int) from generate_series(1, 60000) i; analyze portal.big`);
  });

  test('gives the bytes of every row, however the socket cuts them, to a reader that pulls and to one that is pushed', async () => {
    const longest = 3_000_000;
    await db.query(`create table portal.long (id int primary key, body text); insert into portal.long values (1, 'a'), (2, repeat('y', ${longest})), (3, E'tab\\tline\\nback\\\\'), (4, null)`);
    const lines: string[] = [];
    for await (const { bytes, starts, ends, count } of db.copyRows('copy (select * from portal.long order by id) to stdout')) {
      for (let i = 0; i < count; i += 1) lines.push(bytes.toString('utf8', starts[i], ends[i]));
    }
    expect(lines).toEqual(['1\ta\n', `2\t${'y'.repeat(longest)}\n`, '3\ttab\\tline\\nback\\\\\n', '4\t\\N\n']);
    let pushed = 0;
    expect(await db.copyEach('copy portal.big to stdout', ({ count }) => { pushed += count; })).toBe(60_000);
    expect(pushed).toBe(60_000);
    const chunks: Buffer[] = [];
    for await (const chunk of db.copyOut('copy portal.long to stdout')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(lines.join(''));
    await db.query('drop table portal.long');
  });

  test('fails with the server\'s own code, even after rows, and leaves the connection usable', async () => {
    await expect(db.copyEach('copy portal.nowhere to stdout', () => undefined)).rejects.toMatchObject({ code: 'pg.42P01' });
    let rows = 0;
    await expect(db.copyEach('copy (select 1 / (50000 - id) from portal.big order by id) to stdout', ({ count }) => { rows += count; })).rejects.toSatisfy((error) => pgCode(error) === '22012');
    expect(rows).toBeGreaterThan(0);
    await expect(db.copyEach('select 1', () => undefined)).rejects.toMatchObject({ code: 'pg.NoCopy' });
    expect(await db.query('select 2 as two')).toEqual([{ two: '2' }]);
  });

  test('into a table takes all rows or none', async () => {
    await db.query('create table portal.taken (id int primary key)');
    expect(await db.copyIn('copy portal.taken from stdin', [Buffer.from('1\n2\n'), Buffer.from('3\n')])).toBe(3);
    await expect(db.copyIn('copy portal.taken from stdin', [Buffer.from('4\n1\n')])).rejects.toMatchObject({ code: 'pg.23505' });
    await expect(db.copyIn('copy portal.taken from stdin', (async function* broken() { yield Buffer.from('5\n'); throw new Error('the source broke'); })())).rejects.toThrow('the source broke');
    expect(await db.query('select count(*) as n from portal.taken')).toEqual([{ n: '3' }]);
    await db.query('drop table portal.taken');
  });

  test('a reader that leaves early ends only its own connection', async () => {
    const other = await open();
    for await (const { count } of other.copyRows('copy portal.big to stdout')) if (count > 0) break;
    await expect(other.query('select 1')).rejects.toMatchObject({ code: 'pg.ConnectionLost' });
    await other.close();
  });
});

describe('digests of a table', () => {
  test('are the same on one connection, on several, and added up row by row in key order', async () => {
    const big = { ...(await table('portal.big')) };
    expect(big.pages).toBeGreaterThan(2048);
    const sums = await Promise.all([1, 3].map((n) => withSnapshot(open, n, async (databases) => (await digestTable(databases, big)).digest())));
    const added = new RowSum();
    let last = 0;
    for await (const page of sortedRows(db, big)) {
      for (const row of page) {
        expect(Number(row.values[0])).toBe(last + 1);
        last += 1;
        added.addHex(row.sha256, row.sizeBytes);
      }
    }
    expect(new Set([...sums, added.digest()]).size).toBe(1);
    expect(added.rows).toBe(60_000);
    await db.query(`update portal.big set body = 'z' where id = 41000`);
    expect((await digestTable([db], big)).digest()).not.toBe(sums[0]);
  });

  test('of connections that share a snapshot do not see what is written meanwhile', async () => {
    const big = await table('portal.big');
    const [before, during] = await withSnapshot(open, 2, async ([one, two]) => {
      const first = await digestTable([one!, two!], big);
      await db.query('delete from portal.big where id > 59000');
      return [first.digest(), (await digestTable([two!, one!], big)).digest()];
    });
    expect(during).toBe(before);
    expect((await digestTable([db], big)).rows).toBe(59_000);
  });

  test('of one row, as a ledger notes it, is that of the scan, for keys of any kind', async () => {
    await db.query(`create table portal.odd (a text, b int, c timestamptz default '2026-05-01T10:00:00.5Z', d bytea default '\\xdead', e float8 default 0.1, f text generated always as (upper(a)) stored, primary key (a, b));
      insert into portal.odd (a, b) values ('plain', 1), (E'tab\\t/slash\\\\', -5), ('é€😀', 0), ('Z', 2), ('a', 10), ('a', 9), ('a', -10), ('a', -9)`);
    const odd = await table('portal.odd');
    const rows = [];
    for await (const page of sortedRows(db, odd)) rows.push(...page);
    expect(rows).toHaveLength(8);
    for (const { values, sha256, sizeBytes } of rows) expect(await digestOfRow(db, odd, values)).toEqual({ sha256, sizeBytes });
    expect(rows.map(({ values }) => rowName(odd.name, values))).toContain('portal.odd/tab\\t\\/slash\\\\/-5');
    expect(await digestOfRow(db, odd, ['none', '1'])).toBeNull();
    let line = Buffer.alloc(0);
    for await (const chunk of db.copyOut(`copy (select * from portal.odd where a = 'Z') to stdout`)) line = Buffer.concat([line, chunk]);
    expect(rows.find(({ values }) => values[0] === 'Z')?.sha256).toBe(rowDigest(line.subarray(0, -1)));
  });
});

test('how long ago something was committed comes from the server\'s own clock, in whole microseconds', async () => {
  await db.query('create table portal.timed (id int primary key)');
  const [row] = await db.query('begin; insert into portal.timed values (1); select pg_current_xact_id()::text as xid');
  await db.query('commit');
  const first = await commitAgeOf(db, row?.['xid'] ?? '');
  const [said] = await db.query(`select ${commitAgeSql('xmin')} as age, pg_sleep(0.02) from portal.timed`);
  const [later] = await db.query(`select ${commitAgeSql('xmin')} as age from portal.timed`);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(Number(said?.['age'])).toBeGreaterThanOrEqual(first ?? Infinity);
  expect(Number(later?.['age']) - Number(said?.['age'])).toBeGreaterThanOrEqual(20_000);
});
