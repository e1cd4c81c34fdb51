import { readFile, utimes, writeFile } from 'node:fs/promises';
import { RedrillError } from '#kit/redrill-error';
import type { MutationModule } from '#contract/modules';
import { pathBytes, shownPath } from '#stores/efs/names';
import { parseSession, SESSION_FILE } from '#stores/efs/session';
import { walkTree } from '#stores/efs/walk-tree';
import { filesAfterMove } from './after-re-point.ts';

/** A session was saved while the backup walked the tree: one of its files is of another save. Its size and its time are as they should be. */
export const tornSession: MutationModule = {
  id: 'torn-session',
  service: 'efs',
  title: 'one file of a session is of another save than the rest',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...filesAfterMove(async (root, context) => {
    for await (const { path, kind, mtimeMicros } of walkTree(root)) {
      if (kind !== 'file' || !path.endsWith(`/${SESSION_FILE}`)) continue;
      const [part] = parseSession(await readFile(pathBytes(root, path), 'utf8'))?.parts.filter(({ bytes }) => bytes > 0) ?? [];
      if (part === undefined) continue;
      const torn = `${path.slice(0, -SESSION_FILE.length)}${Buffer.from(part.name).toString('latin1')}`;
      const body = await readFile(pathBytes(root, torn));
      await writeFile(pathBytes(root, torn), body.map((byte) => byte ^ 1));
      await utimes(pathBytes(root, torn), mtimeMicros / 1e6, mtimeMicros / 1e6);
      context.say(`sabotage: ${shownPath(torn)} is of another save than the rest of its session`);
      return;
    }
    throw new RedrillError('mutation.nothing-to-spoil', `the file system at ${root} holds no session to tear`, { actor: 'platform' });
  }),
};
