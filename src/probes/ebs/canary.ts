import type { FileHandle } from 'node:fs/promises';
import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { BLOCK_BYTES } from '#stores/ebs/block-geometry';
import { describeVolume } from '#stores/ebs/describe-volume';
import { readAt, volumeDevice, withDevice, writeAt } from '#stores/ebs/device';
import { ebsCode } from '#stores/ebs/ebs-code';
import { decodeRecord } from '#stores/ebs/job-records';
import { encodeMark, isEmptySlot, MARK_BYTES } from '#stores/ebs/marks';
import { decodeHeader, HEADER_BYTES, mustHaveHeader, recordOffset } from '#stores/ebs/volume-layout';
import { readPointer } from '#targets/pointer';

/** What a job on the instance does: find the volume through the pointer, read a record, keep something and read it back. */
export const ebsCanary: CanaryProbe = { service: 'ebs', run };

async function run(context: DrillContext, store: StoreConfig): Promise<ProbeReading> {
  const { region } = context.binding(store.id);
  const access = context.targets.access('platform-app', region);
  try {
    const resource = await readPointer(access, store.pointer);
    if (resource === null) return { result: 'fail', detail: `the parameter ${store.pointer} does not exist` };
    const volume = await describeVolume(access, resource);
    if (volume?.State !== 'in-use') return { result: 'fail', detail: `${store.pointer} leads to ${resource}, which is ${volume?.State ?? 'gone'}: no instance can use it` };
    const device = await volumeDevice(context, { resource, account: access.account, region });
    const record = await withDevice(device, 'r+', (file) => readAndWrite(context, file, resource));
    return { result: 'pass', detail: `read record ${record} of ${resource}, wrote, read back and removed a mark` };
  } catch (error) {
    const answered = ebsCode(error) !== null || (error instanceof RedrillError && ANSWERS.has(error.code));
    return { result: answered ? 'fail' : 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** What a job would get; that a device cannot be reached from here says nothing about the volume. */
const ANSWERS = new Set(['ebs.NoHeader', 'ebs.CanaryChanged', 'ebs.NoRecord']);

/** The canary's block is left out of manifests, and empty again afterwards. */
async function readAndWrite(context: DrillContext, device: FileHandle, name: string): Promise<number> {
  const layout = mustHaveHeader(decodeHeader(await readAt(device, 0, HEADER_BYTES)), name);
  const record = decodeRecord(await readAt(device, recordOffset(layout, 0), layout.recordBytes));
  if (record === null) throw new RedrillError('ebs.NoRecord', `the first record of ${name} is missing or torn`, { actor: 'platform' });
  const at = layout.ownFrom * BLOCK_BYTES;
  const mark = encodeMark({ series: `canary-${context.run.id}`, seq: 1, sentMicros: microsOf(context.clock.nowIso()) });
  await writeAt(device, at, mark);
  const back = await readAt(device, at, MARK_BYTES);
  await writeAt(device, at, Buffer.alloc(MARK_BYTES));
  const cleared = isEmptySlot(await readAt(device, at, MARK_BYTES));
  if (!back.equals(mark) || !cleared) throw new RedrillError('ebs.CanaryChanged', `a mark that was just written to ${name} read back differently`, { actor: 'platform' });
  return record.number;
}
