import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsAccess } from '#contract/aws';
import type { SandboxKeys } from '#contract/control';
import { keyAccess } from '#targets/key-access';

/** The sandbox of a state folder as its administrator sees it. */
export function adminAccess(state: string, endpoint: string): AwsAccess {
  const keys = JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys;
  return keyAccess(keys, { user: 'platform-admin', principal: 'platform-admin', region: 'us-west-2', endpoint: new URL(endpoint) });
}
