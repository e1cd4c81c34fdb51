import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MutationModule } from '#contract/modules';
import { filesAfterRePoint } from './after-re-point.ts';

const FOLDER = 'sessions/left-since-2019';
const NAMES = ['a.rds', 'b.rds', 'c.rds'];

/** The restore went into a file system that still held files of another time: what nobody expects is among the right ones. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 'efs',
  title: 'the target still holds files of an older time',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.unexpected' },
  ...filesAfterRePoint(async (root, context) => {
    await mkdir(join(root, FOLDER), { recursive: true });
    for (const name of NAMES) await writeFile(join(root, FOLDER, name), `of 2019: ${name}`);
    context.say('sabotage: three files of an older time were left below /sessions');
    return NAMES.map((name) => `${FOLDER}/${name}`);
  }),
};
