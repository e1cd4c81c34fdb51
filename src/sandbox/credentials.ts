import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxKeys } from '#contract/control';
import { randomToken, upperId } from '#kit/ids';
import { usageError } from '#kit/redrill-error';
import { SANDBOX_USERS } from './accounts.ts';

/** Reads `<state>/credentials.json`, or makes the keys of all principals once. Written whole or not at all, mode 0600. */
export function loadKeys(state: string): SandboxKeys {
  const file = join(state, 'credentials.json');
  const known = existsSync(file) ? parse(file) : {};
  const missing = Object.keys(SANDBOX_USERS).filter((name) => !known[name]);
  if (missing.length === 0) return known;
  const keys: SandboxKeys = { ...known, ...Object.fromEntries(missing.map((name) => [name, newKey(name)])) };
  writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return keys;
}

function newKey(name: string): SandboxKeys[string] {
  const account = SANDBOX_USERS[name] ?? '';
  return { account, accessKeyId: `AKIA${upperId(16)}`, secretAccessKey: randomToken(20), arn: `arn:aws:iam::${account}:user/${name}` };
}

function parse(file: string): SandboxKeys {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SandboxKeys;
  } catch (error) {
    throw usageError('sandbox.credentials', `${file} cannot be read as JSON: delete the file to make new keys, or start the sandbox on another state folder`, error);
  }
}
