import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFakeOpenSearch, type FakeOpenSearch } from '../testing/fake-opensearch.ts';
import { DomainEngines } from './domain-engines.ts';

let box: FakeOpenSearch;
beforeEach(() => { box = openFakeOpenSearch(); });
afterEach(() => { box.close(); });

test.each([
  ['gives a user\'s own server back', () => Promise.resolve(), []],
  ['goes even when a user\'s own server does not answer', () => Promise.reject(new Error('connect ECONNREFUSED')), [expect.stringContaining('REDRILL_OPENSEARCH_URL is still there: connect ECONNREFUSED')]],
])('a domain that is deleted %s before its folder goes', async (_, answer, said) => {
  const folder = join(box.context.state, 'opensearch', 'abcd');
  const left: [string, boolean][] = [];
  const engines = new DomainEngines(box.context, {
    find: () => Promise.resolve({ kind: 'gap', gap: 'not here' }),
    start: () => Promise.reject(new Error('nothing is started')),
    endLeft: () => Promise.resolve(),
    leave: (path) => {
      left.push([path, existsSync(path)]);
      return answer();
    },
  });
  await engines.drop('abcd');
  expect([left, existsSync(folder), box.log]).toEqual([[[folder, true]], false, said]);
});
