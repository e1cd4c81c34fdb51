import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openFakeAccount } from './fake-account.ts';

/**
 * A process for kill tests: puts, overwrites and deletes objects small and large on the state folder of its first argument,
 * and prints `put <key> <version> <sha256>` after each acknowledged put and `delete <key> <version>` before each delete. Runs until it is killed.
 */
const account = openFakeAccount(process.argv[2]);
writeSync(1, 'ready\n');
for (let round = Number(process.argv[3]); ; round += 1) {
  const key = `k${round % 7}`;
  const body = Buffer.alloc(round % 3 === 0 ? 150_000 + round : 500, `round ${round} `);
  const put = account.send({ method: 'PUT', path: `/box/${key}`, body, streamed: round % 3 === 0 });
  const other = account.send({ method: 'PUT', path: `/box/other-${key}`, body: 'shared' });
  const { error, headers: { 'x-amz-version-id': version } } = await put;
  if (error !== null || (await other).error !== null) throw new Error(`put ${key}: ${error}`);
  writeSync(1, `put ${key} ${version} ${createHash('sha256').update(body).digest('hex')}\n`);
  if (round % 4 !== 3) continue;
  writeSync(1, `delete ${key} ${version}\n`);
  await account.send({ method: 'DELETE', path: `/box/${key}`, query: `versionId=${version}` });
}
