import { expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';

function recorded(): { readonly group: GroupCommit; readonly committed: string[]; readonly commits: () => number; readonly write: (name: string) => Promise<string> } {
  const committed: string[] = [];
  let pending: string[] = [];
  let commits = 0;
  const group = new GroupCommit((work) => {
    pending = [];
    const result = work();
    committed.push(...pending);
    commits += 1;
    return result;
  });
  const write = (name: string): Promise<string> => group.run(() => {
    if (name.startsWith('bad')) throw new Error(name);
    pending.push(name);
    return name;
  });
  return { group, committed, commits: () => commits, write };
}

test('writes of one turn share one commit and each gets its own result', async () => {
  const { write, committed, commits } = recorded();
  expect(await Promise.all([write('a'), write('b'), write('c')])).toEqual(['a', 'b', 'c']);
  expect([committed, commits()]).toEqual([['a', 'b', 'c'], 1]);
});

test('one failing write fails alone; the others are committed exactly once', async () => {
  const { write, committed } = recorded();
  const results = await Promise.allSettled([write('a'), write('bad'), write('c')]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(committed).toEqual(['a', 'c']);
});

test('nothing is acknowledged before the commit', async () => {
  const { write, committed } = recorded();
  let seen = -1;
  await write('a').then(() => { seen = committed.length; });
  expect(seen).toBe(1);
});
