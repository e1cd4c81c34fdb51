import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { encodeHeader, layoutFor } from '#stores/ebs/volume-layout';
import { ebsBeacons } from './beacons.ts';

let folder: string;
/** What the control port answers by id of a volume; a volume that is not in it is attached to no instance. */
let devices: Map<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-ebs-beacons-'));
  devices = new Map();
});
afterEach(() => { rmSync(folder, { recursive: true }); });

function volume(id: string): Binding {
  const path = join(folder, `${id}.img`);
  writeFileSync(path, encodeHeader(layoutFor({ label: 'test', blocks: 2048, contentMiB: 1 })));
  truncateSync(path, 2 ** 30);
  devices.set(id, path);
  return { store: 'DR-S6', account: '111111111111', region: 'us-west-2', resource: id, pointer: '/p' };
}

function contextOf(): DrillContext {
  const call = async (_method: string, { volumeId }: { readonly volumeId: string }): Promise<unknown> => {
    const path = devices.get(volumeId);
    if (path === undefined) throw new RedrillError('ebs.NotAttached', `${volumeId} is attached to no instance`);
    return { path, sizeBytes: 2 ** 30 };
  };
  return { targets: { control: { call } } } as unknown as DrillContext;
}

const write = (context: DrillContext, binding: Binding, seq: number): Promise<unknown> => ebsBeacons.write(context, binding, { series: 's', seq, sentAt: '2026-01-01T00:00:00.000000Z' });

/** Names of the devices that this process has open. */
function open(): readonly string[] {
  const paths = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      // the listing's own descriptor is gone by now
      return [];
    }
  });
  return paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length + 1));
}

test('marks share one open device; it is closed when its volume is detached, another takes its place, or the writer rests', async () => {
  const context = contextOf();
  const first = volume('vol-1');
  for (const seq of [1, 2, 3]) await write(context, first, seq);
  expect(open()).toEqual(['vol-1.img']);
  devices.delete('vol-1');
  await expect(write(context, first, 4)).rejects.toMatchObject({ sure: true, code: 'beacon.ebs.NotAttached' });
  expect(open()).toEqual([]);
  await write(context, volume('vol-1'), 5);
  await write(context, volume('vol-2'), 6);
  expect(open()).toEqual(['vol-2.img']);
  await ebsBeacons.rest?.(context, first);
  expect(open()).toEqual([]);
});

test('a mark is not acknowledged when the volume is detached while it is written, and nothing stays open', async () => {
  const binding = volume('vol-1');
  const context = contextOf();
  const call = context.targets.control?.call.bind(context.targets.control);
  let asked = 0;
  const detaching = { targets: { control: { call: async (...args: Parameters<NonNullable<typeof call>>) => {
    asked += 1;
    if (asked === 2) devices.clear();
    return call?.(...args);
  } } } } as unknown as DrillContext;
  await expect(write(detaching, binding, 1)).rejects.toMatchObject({ sure: false, code: 'beacon.ebs.NotAttached' });
  expect(open()).toEqual([]);
});

test('a device that holds nothing of ours takes no mark and is closed again', async () => {
  const binding = volume('vol-1');
  writeFileSync(join(folder, 'vol-1.img'), Buffer.alloc(4096));
  await expect(write(contextOf(), binding, 1)).rejects.toMatchObject({ sure: true, code: 'beacon.ebs.NoHeader' });
  expect(open()).toEqual([]);
});
