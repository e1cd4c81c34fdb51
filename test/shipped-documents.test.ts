import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secretsIn } from '#kit/secret-text';

const FOLDER = join(import.meta.dirname, '../scenarios/runbooks');

it.each(readdirSync(FOLDER))('%s holds nothing that looks like a secret: a bundle of its drills could not be made', (name) => {
  expect(secretsIn(readFileSync(join(FOLDER, name), 'utf8'))).toEqual([]);
});
