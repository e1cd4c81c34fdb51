import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import type { LoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import { realClock } from '#kit/real-clock';
import { openPostgres } from '#targets/open-postgres';
import { databaseOf } from './database-of.ts';
import type { Database } from './database.ts';
import { secretsOpen, setPasswords } from './set-password.ts';
import type { Login } from './set-password.ts';
import { startFakeControlPlane } from './testing/fake-control-plane.ts';
import type { FakeControlPlane } from './testing/fake-control-plane.ts';

const POINTER = '/portal/stores/dr-s1';
const context = { clock: realClock(), signal: new AbortController().signal, say: () => undefined };
let server: LoopbackPostgres;
let plane: FakeControlPlane;
let owner: Database;
let login: Login;

beforeAll(async () => {
  server = await startLoopbackPostgres({ log_statement: 'all', log_min_duration_statement: '0', log_parameter_max_length_on_error: '-1' });
  plane = await startFakeControlPlane();
  plane.instances.set('portal-db', { port: server.port, database: 'postgres' });
  plane.parameters.set(`${POINTER}/admin`, JSON.stringify({ username: 'portal_admin', password: 'the-owners' }));
  login = { access: plane.access('drill-restorer'), identifier: 'portal-db', pointer: POINTER };
  owner = databaseOf(await openPostgres({ host: '127.0.0.1', port: server.port, database: 'postgres' }, server, { sandbox: true }), { where: 'test' });
  await owner.query(`create role portal_admin login createrole password 'the-owners'; set role portal_admin; create role "portal app" login password 'older'; reset role; create role stranger login password 'x'`);
});

afterAll(async () => {
  await owner?.close();
  plane?.close();
  await server?.close();
});

const secretIs = (username: string, password: string): unknown => plane.parameters.set(`${POINTER}/secret`, JSON.stringify({ username, password }));

async function log(): Promise<string> {
  const [row] = await owner.query(`select pg_read_file(current_setting('data_directory') || '/../log') as text`);
  return row?.['text'] ?? '';
}

test.each(['plain-Pa55word', `quo'te\\and "spaces"`, 'zwölf€ in Ⅳ'])('the password %s of the platform opens the restored database afterwards, and the log of the server does not have it', async (password) => {
  secretIs('portal app', password);
  expect(await secretsOpen(login)).toBe(false);
  expect(await setPasswords(context, login)).toEqual(['portal app']);
  expect(await secretsOpen(login)).toBe(true);
  const text = (await log()).toLowerCase();
  expect(text).not.toContain(password.toLowerCase());
  expect(text).not.toContain(password.replaceAll("'", "''").toLowerCase());
  expect(text).toContain('alter role "portal app" password');
});

test('a refused change names the role and carries neither password nor statement', async () => {
  secretIs('stranger', 'never-told');
  const error = await setPasswords(context, login).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'pg.42501', message: expect.stringContaining('stranger') });
  expect((error as Error).cause).toBeUndefined();
  expect(JSON.stringify([String(error), (error as Error).stack])).not.toMatch(/never-told|SCRAM/i);
  expect(await log()).not.toContain('never-told');
});
