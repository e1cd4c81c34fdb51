import { open, utimes } from 'node:fs/promises';
import type { MutationModule } from '#contract/modules';
import { pathBytes, shownPath } from '#stores/efs/names';
import { filesAfterRePoint, settledFile } from './after-re-point.ts';

/** One file comes back with one bit changed; its size and time say nothing. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 'efs',
  title: 'one file comes back with one bit changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...filesAfterRePoint(async (root, context) => {
    const { path, sizeBytes, mtimeMicros } = await settledFile(root);
    const at = pathBytes(root, path);
    const file = await open(at, 'r+');
    try {
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, sizeBytes >> 1);
      byte[0] = (byte[0] ?? 0) ^ 1;
      await file.write(byte, 0, 1, sizeBytes >> 1);
    } finally {
      await file.close();
    }
    await utimes(at, mtimeMicros / 1e6, mtimeMicros / 1e6);
    context.say(`sabotage: one bit of ${shownPath(path)} was changed`);
    return [shownPath(path)];
  }),
};
