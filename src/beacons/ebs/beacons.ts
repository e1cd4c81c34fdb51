import { open, type FileHandle } from 'node:fs/promises';
import type { BeaconModule, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { volumeDevice } from '#stores/ebs/device';
import { appendMark, findSlots, type MarkSlots } from '#stores/ebs/mark-slots';
import { readMarks } from './read-marks.ts';

/** Marks on a volume: appended to its device as a job on the instance writes, read from a snapshot through the EBS direct APIs. */
export const ebsBeacons: BeaconModule = { service: 'ebs', write, rest, read: readMarks };

/** An open device, and where the next mark goes. */
interface Open {
  readonly path: string;
  readonly file: FileHandle;
  readonly slots: MarkSlots;
}

/** One open device for each writer and store, kept between marks: looking for the end each second would cost many reads. */
const OPEN = new WeakMap<DrillContext, Map<string, Open>>();

async function write(context: DrillContext, binding: Binding, mark: { readonly series: string; readonly seq: number; readonly sentAt: string }): Promise<void> {
  const { file, path, slots } = await surely(() => opened(context, binding), context, binding);
  try {
    await appendMark(file, slots, { series: mark.series, seq: mark.seq, sentMicros: microsOf(mark.sentAt) });
    // The volume may have been taken away meanwhile: only a device that is still there has acknowledged anything.
    if ((await volumeDevice(context, binding)).path !== path) throw new RedrillError('ebs.DeviceMoved', `the device of ${binding.resource} is another one by now`, { actor: 'platform' });
  } catch (error) {
    await rest(context, binding);
    throw new BeaconError(error, false);
  }
}

async function opened(context: DrillContext, binding: Binding): Promise<Open> {
  const own = OPEN.get(context) ?? new Map<string, Open>();
  OPEN.set(context, own);
  // Asked before each mark: an open file outlives a volume that was detached, and would take marks that nobody ever sees again.
  const { path } = await volumeDevice(context, binding);
  const known = own.get(binding.store);
  if (known?.path === path) return known;
  await rest(context, binding);
  const file = await open(path, 'r+');
  try {
    const device: Open = { path, file, slots: await findSlots(file, binding.resource) };
    own.set(binding.store, device);
    return device;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What fails before anything was written was surely not kept. */
async function surely<T>(work: () => Promise<T>, context: DrillContext, binding: Binding): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await rest(context, binding);
    throw new BeaconError(error, true);
  }
}

async function rest(context: DrillContext, { store }: Binding): Promise<void> {
  const own = OPEN.get(context);
  const device = own?.get(store);
  own?.delete(store);
  await device?.file.close();
}

/** A mark that was not acknowledged. `sure`: it certainly was not kept; else nobody knows. */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown, sure: boolean) {
    super(cause instanceof RedrillError ? `beacon.${cause.code}` : 'beacon.no-answer', cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    this.sure = sure;
  }
}
