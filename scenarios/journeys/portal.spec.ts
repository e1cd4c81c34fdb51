import { expect } from 'playwright/test';
import { searchGap, test } from './portal-user.ts';

test('a user signs in and sees workspaces', async ({ user }) => {
  expect((await user.workspaces()).length).toBeGreaterThan(0);
});

test('a user opens the documents of a workspace', async ({ user }) => {
  const documents = await user.openDocuments();
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents) expect(Object.keys(JSON.parse(document) as object).length).toBeGreaterThan(0);
});

test('a user searches datasets and finds some', async ({ user, request }) => {
  const gap = await searchGap(request);
  test.skip(gap !== null, gap ?? '');
  expect(await user.search('liver')).toBeGreaterThan(0);
  expect(await user.search('no-such-word-anywhere-zzz')).toBe(0);
});

test('a user downloads a file and sees the logo', async ({ user }) => {
  expect(await user.downloadFile()).toBeGreaterThan(0);
  expect(await user.logo()).toBeGreaterThan(0);
});

test('a user reopens a saved application session', async ({ user }) => {
  expect((await user.reopenSession()).length).toBeGreaterThan(0);
});

test('the compute tier finds its volume', async ({ user }) => {
  expect(await user.computeLabel()).toMatch(/\S/);
});
