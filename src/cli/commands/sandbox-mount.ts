import { EXIT } from '#contract/errors';
import { usageError } from '#kit/redrill-error';
import { controlRequest } from '#sandbox/process/control-request';
import { sandboxStatus as statusOf } from '#sandbox/process/status';
import { keyAccess } from '#targets/key-access';
import { readPointer } from '#targets/pointer';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { sandboxKeys } from '../wiring/sandbox-session.ts';
import { stateFolder } from '../wiring/state-folder.ts';

/** `redrill sandbox mount`: the path of a mounted file system or of an attached volume's device. */
export async function sandboxMount(terminal: Terminal, what: string, options: CommonOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const { config } = await openConfig(terminal, options);
  const found = await statusOf(state);
  if (found === null) throw usageError('sandbox.not-up', `no sandbox is up with its state in ${state}: start it with "redrill sandbox up"`);
  const store = config.platform.stores.find(({ id }) => id.toLowerCase() === what.toLowerCase());
  const region = store?.region ?? config.regions.primary;
  const access = keyAccess(sandboxKeys(state), { user: 'platform-admin', principal: 'platform-admin', region, endpoint: new URL(found.address.endpoint) });
  const id = store === undefined ? what : (await readPointer(access, store.pointer)) ?? '';
  const kind = ([['fs-', 'mount', 'fileSystemId'], ['vol-', 'volume-device', 'volumeId']] as const).find(([begins]) => id.startsWith(begins));
  if (kind === undefined) throw usageError('sandbox.mount', `sandbox mount ${what}: expected a file system (fs-...), a volume (vol-...) or a store of service efs or ebs${store === undefined ? '' : `; ${store.id} is of service ${store.service}`}`);
  const { path } = await controlRequest(found.address, kind[1], { params: { [kind[2]]: id, account: access.account, region } }) as { readonly path: string | null };
  if (path === null) throw usageError('sandbox.not-mounted', `${id} cannot be reached: ${kind[0] === 'fs-' ? 'it has no mount target' : 'it is attached to no instance'}`);
  terminal.out(options.json ? JSON.stringify({ id, path }) : path);
  return EXIT.pass;
}
