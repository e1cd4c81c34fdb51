import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { accountWithBucket, openFakeAccount } from './testing/fake-account.ts';

const WRITER = fileURLToPath(new URL('testing/put-until-killed.ts', import.meta.url));

/** Runs the writer on a state folder, kills it after so many lines, and gives all that it printed. */
async function killedAfter(state: string, lines: number, round: number): Promise<readonly string[]> {
  const writer = spawn(process.execPath, ['--conditions=redrill-source', WRITER, state, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of writer.stdout) {
    printed += String(chunk);
    if (printed.split('\n').length > lines) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  return printed.split('\n').slice(1, -1);
}

test('whatever was acknowledged before a SIGKILL is there after it, nothing else is left on disk, and it can happen again and again', async () => {
  const first = await accountWithBucket('box', 'Enabled');
  first.context.catalogue.db.close();
  const kept = new Map<string, string>();
  for (const [run, lines] of [12, 31, 57].entries()) {
    for (const line of await killedAfter(first.state, lines, run * 1000)) {
      const [act, key, version, digest] = line.split(' ');
      if (act === 'put') kept.set(`${key} ${version}`, digest ?? '');
      else kept.delete(`${key} ${version}`);
    }
  }
  const account = openFakeAccount(first.state);
  for (const [id, digest] of kept) {
    const [key, version] = id.split(' ');
    const { status, text } = await account.send({ path: `/box/${key}`, query: `versionId=${version}` });
    expect([status, createHash('sha256').update(text).digest('hex')]).toEqual([200, digest]);
  }
  expect(kept.size).toBeGreaterThan(30);
  const { db, blobFolder } = account.context.catalogue;
  const files = readdirSync(blobFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files) expect(createHash('sha256').update(readFileSync(join(file.parentPath, file.name))).digest('hex')).toBe(file.name);
  expect(files).toHaveLength((db.prepare('SELECT count(*) AS n FROM blob WHERE inline = 0').get() as { readonly n: number }).n);
  account.close();
});
