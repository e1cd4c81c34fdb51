import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { ControlPort } from '#contract/aws';
import type { Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';

/** The device of an attached volume as its instance sees it. */
export interface VolumeDevice {
  readonly path: string;
  readonly sizeBytes: number;
}

const answer = z.object({ path: z.string(), sizeBytes: z.number() });

export type VolumeRef = Pick<Binding, 'resource' | 'account' | 'region'>;

/** Where the device of a volume can be reached. Throws `ebs.NoDevice` outside the sandbox, and what the sandbox says of a volume that no instance has. */
export function volumeDevice(context: Pick<DrillContext, 'targets'>, volume: VolumeRef): Promise<VolumeDevice> {
  const { control } = context.targets;
  if (control === null) throw new RedrillError('ebs.NoDevice', `the device of ${volume.resource} can only be reached from its instance: outside the sandbox an agent on the instance would be needed to write and read marks there`, { actor: 'platform' });
  return deviceThrough(control, volume);
}

/** The same for those who hold a control connection of their own. */
export async function deviceThrough(control: ControlPort, { resource, account, region }: VolumeRef): Promise<VolumeDevice> {
  return answer.parse(await control.call('volume-device', { volumeId: resource, account, region }));
}

/** Opens the device for one piece of work. */
export async function withDevice<T>({ path }: VolumeDevice, flags: 'r' | 'r+', work: (device: FileHandle) => Promise<T>): Promise<T> {
  const device = await open(path, flags);
  try {
    return await work(device);
  } finally {
    await device.close();
  }
}

/** Reads so many bytes; what lies behind the end reads as zeros. */
export async function readAt(device: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let got = 0; got < length;) {
    const { bytesRead } = await device.read(bytes, got, length - got, offset + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes;
}

/** Writes all the bytes; when it resolves the device has them. */
export async function writeAt(device: FileHandle, offset: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await device.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
}
