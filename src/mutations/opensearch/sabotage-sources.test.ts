import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoreConfig } from '#contract/config.schema';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { emptyBackup } from './empty-backup.ts';
import { truncatedCopy } from './truncated-copy.ts';
import { sabotageSources, uncoverSources } from './sabotage-sources.ts';
import type { SourceSabotage } from './sabotage-sources.ts';
import { livingSources } from './sabotage-sources.ts';
import { versionedBucket } from './testing/versioned-bucket.ts';
import type { VersionedBucket } from './testing/versioned-bucket.ts';

let bucket: VersionedBucket;
vi.mock('#stores/s3/with-s3', () => ({ withStore: (_access: unknown, work: (s3: unknown) => unknown) => work(bucket.store) }));

const STORE: StoreConfig = { ...PORTAL_DB, service: 'opensearch', backups: [{ id: 'sources', kind: 'source-files', title: 'files', account: 'platform', region: 'us-west-2', resource: 'portal-sources', prefix: 'datasets/', schedule: 'cron(0 * * * ? *)', every: 'PT1H', retention: 'P60D' }] };
const [A, B] = ['datasets/a.ndjson', 'datasets/b.ndjson'];

const takenBack: SourceSabotage = {
  id: 'taken-back', what: 'take files back', cover: 'delete', told: (files) => `${files} files are gone`,
  choose: async (sources) => {
    const files = [];
    for await (const file of livingSources(sources)) files.push(file);
    return files;
  },
};

beforeEach(() => {
  bucket = versionedBucket();
  bucket.put(A, 'a, first');
  bucket.put(A, 'a, second, of a user');
  bucket.put(B, 'b');
});

describe('sabotage of source files', () => {
  it.each([
    ['empty-backup', emptyBackup, ''],
    ['truncated-copy', truncatedCopy, 'a, second,'],
  ])('%s covers every file, and its undo leaves older and newer versions of users and their deletions as they are', async (_id, mutation, covered) => {
    const { context } = moduleContext();
    await mutation.sabotage?.(context, STORE);
    expect(bucket.of(A)).toEqual([covered, 'a, second, of a user', 'a, first']);
    bucket.put(A, 'a, third, of a user');
    bucket.delete(B);
    await mutation.undo?.(context, STORE);
    expect([bucket.of(A), bucket.of(B)]).toEqual([['a, third, of a user', 'a, second, of a user', 'a, first'], ['deleted', 'b']]);
  });

  it('takes its own delete markers away and leaves that of a user above them, and a file that a user had deleted before', async () => {
    bucket.put('datasets/c.ndjson', 'c');
    bucket.delete('datasets/c.ndjson');
    const { context } = moduleContext();
    expect(await sabotageSources(context, STORE, takenBack)).toBe('2 files are gone');
    bucket.delete(B);
    await uncoverSources(context, STORE, takenBack.id);
    expect([bucket.of(A), bucket.of(B), bucket.of('datasets/c.ndjson')]).toEqual([['a, second, of a user', 'a, first'], ['deleted', 'b'], ['deleted', 'c']]);
  });

  it('takes away what an attempt had covered that was killed half-way, and nothing of a file that it had not come to', async () => {
    const { context, begun } = moduleContext();
    bucket.before = (change) => { if (change.endsWith(B)) throw new Error('killed'); };
    await expect(emptyBackup.sabotage?.(context, STORE)).rejects.toThrow('killed');
    bucket.before = () => undefined;
    bucket.put(B, 'b, of a user');
    await emptyBackup.undo?.(moduleContext(begun).context, STORE);
    expect([bucket.of(A), bucket.of(B)]).toEqual([['a, second, of a user', 'a, first'], ['b, of a user', 'b']]);
  });

  it('covers the rest when it is resumed, each file once', async () => {
    const { context, begun } = moduleContext();
    bucket.before = (change) => { if (change.endsWith(B)) throw new Error('killed'); };
    await expect(emptyBackup.sabotage?.(context, STORE)).rejects.toThrow('killed');
    bucket.before = () => undefined;
    const resumed = moduleContext(begun).context;
    await emptyBackup.sabotage?.(resumed, STORE);
    expect([bucket.of(A), bucket.of(B)]).toEqual([['', 'a, second, of a user', 'a, first'], ['', 'b']]);
    await emptyBackup.undo?.(resumed, STORE);
    expect([bucket.of(A), bucket.of(B)]).toEqual([['a, second, of a user', 'a, first'], ['b']]);
  });

  it('undoes nothing where nothing was covered', async () => {
    await emptyBackup.undo?.(moduleContext().context, STORE);
    expect(bucket.of(A)).toHaveLength(2);
  });
});
