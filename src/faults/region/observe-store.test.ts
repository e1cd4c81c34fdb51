import { expect, it } from 'vitest';
import { judge } from './observe-store.ts';
import { reach } from './reach.ts';

const place = { service: 'rds', region: 'us-west-2', pointer: '/portal/stores/dr-s1' };
const yes = { answers: true, how: 'it answers' };
const no = { answers: false, how: 'ECONNRESET' };

it('takes a region for gone only when neither the way to the store nor its service answers', () => {
  expect(judge({ way: no, there: no }, place)).toMatchObject({ broken: true });
  expect(judge({ way: yes, there: no }, place)).toMatchObject({ broken: null });
  expect(judge({ way: no, there: yes }, place)).toMatchObject({ broken: null });
  expect(judge({ way: yes, there: yes }, place)).toMatchObject({ broken: false });
});

it('takes every error of the region for an answer, and every failure on this side of the wire for none', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
  const wrapped = new Error('cannot read the parameter', { cause: denied });
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', $metadata: { attempts: 5 } });
  expect(await reach(() => Promise.reject(wrapped), 1000)).toMatchObject({ answers: true });
  expect(await reach(() => Promise.reject(new Error('cannot read', { cause: reset })), 1000)).toEqual({ answers: false, how: 'ECONNRESET' });
  expect(await reach(async () => null, 1000)).toMatchObject({ answers: true });
});

it('waits for silence no longer than it is told', async () => {
  expect(await reach(() => new Promise(() => undefined), 20)).toEqual({ answers: false, how: 'silent for 0.02 s' });
});
