import { expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import { newestCompleted, parseCopyLog } from './copy-log.ts';
import type { CopyLog } from './copy-log.ts';

function log(day: number, part: Partial<CopyLog> = {}): CopyLog {
  return { startedAt: `2026-05-0${day}T02:00:00.000Z`, completedAt: `2026-05-0${day}T02:10:00.000Z`, status: 'completed', objects: 1, bytes: 1, skipped: 0, deleted: 0, trigger: 'schedule', message: null, ...part };
}

it('takes the newest copy that had completed before the incident, never one that runs, failed or ended after it', () => {
  const before = microsOf('2026-05-04T02:05:00.000Z');
  const logs = [log(1), log(2), log(3, { status: 'failed' }), log(4)];
  expect(newestCompleted(logs, before, microsOf)?.startedAt).toBe('2026-05-02T02:00:00.000Z');
  expect(newestCompleted([log(1, { status: 'running', completedAt: null })], before, microsOf)).toBeNull();
  expect(newestCompleted([], before, microsOf)).toBeNull();
});

it('reads the log that people and jobs write, and nothing else', () => {
  expect(parseCopyLog('{"startedAt":"a","completedAt":null,"status":"running","objects":0,"bytes":0,"skipped":0}')).toMatchObject({ status: 'running', trigger: 'schedule' });
  for (const text of ['', '{', '[]', '{"status":"completed"}']) expect(parseCopyLog(text)).toBeNull();
});
