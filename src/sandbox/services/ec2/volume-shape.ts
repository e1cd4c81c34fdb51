import type { VolumeShape } from '../ebs/model.ts';
import { errors } from './errors.ts';
import { text, whole, type Input } from './input.ts';

interface TypeLimits {
  readonly size: readonly [number, number];
  readonly iops: readonly [number, number] | null;
  readonly throughput: readonly [number, number] | null;
}

/** Volume types with their limits (EBS guide, volume types; gp3 as of autumn 2025). */
const TYPES: Readonly<Record<string, TypeLimits>> = {
  gp3: { size: [1, 65_536], iops: [3000, 80_000], throughput: [125, 2000] },
  gp2: { size: [1, 16_384], iops: null, throughput: null },
  io1: { size: [4, 16_384], iops: [100, 64_000], throughput: null },
  io2: { size: [4, 65_536], iops: [100, 256_000], throughput: null },
  st1: { size: [125, 16_384], iops: null, throughput: null },
  sc1: { size: [125, 16_384], iops: null, throughput: null },
  standard: { size: [1, 1024], iops: null, throughput: null },
};

/** Size, type and performance that a request asks for; what it does not say comes from `before`, or from the type. Throws InvalidParameterValue and its like. */
export function shapeOf(input: Input, { type: otherwise, sizeGiB: given, before }: { readonly type: string; readonly sizeGiB: number | undefined; readonly before: VolumeShape | null }): VolumeShape {
  const type = text(input, 'VolumeType') ?? otherwise;
  const limits = TYPES[type];
  if (!limits) throw errors.invalid(`Value (${type}) for parameter volumeType is invalid. It must be one of ${Object.keys(TYPES).join(', ')}.`);
  const sizeGiB = whole(input, 'Size') ?? given;
  if (sizeGiB === undefined) throw errors.missing('Size/Snapshot');
  within('Size', sizeGiB, limits.size, type);
  const same = before?.type === type ? before : null;
  return { sizeGiB, type, iops: iopsOf(input, { type, sizeGiB, limits, same }), throughput: throughputOf(input, { type, limits, same }) };
}

function iopsOf(input: Input, { type, sizeGiB, limits, same }: { readonly type: string; readonly sizeGiB: number; readonly limits: TypeLimits; readonly same: VolumeShape | null }): number | null {
  const wanted = whole(input, 'Iops');
  if (type === 'gp2') {
    if (wanted !== undefined) throw errors.combination('The parameter iops is not supported for gp2 volumes.');
    return Math.min(16_000, Math.max(100, 3 * sizeGiB));
  }
  if (limits.iops === null) {
    if (wanted !== undefined) throw errors.combination(`The parameter iops is not supported for ${type} volumes.`);
    return null;
  }
  const iops = wanted ?? same?.iops ?? (type === 'gp3' ? 3000 : undefined);
  if (iops === undefined) throw errors.missing('iops');
  within('iops', iops, limits.iops, type);
  return iops;
}

function throughputOf(input: Input, { type, limits, same }: { readonly type: string; readonly limits: TypeLimits; readonly same: VolumeShape | null }): number | null {
  const wanted = whole(input, 'Throughput');
  if (limits.throughput === null) {
    if (wanted !== undefined) throw errors.combination(`The parameter throughput is not supported for ${type} volumes.`);
    return null;
  }
  const throughput = wanted ?? same?.throughput ?? limits.throughput[0];
  within('throughput', throughput, limits.throughput, type);
  return throughput;
}

function within(name: string, value: number, [least, most]: readonly [number, number], type: string): void {
  if (value < least || value > most) throw errors.invalid(`Value (${value}) for parameter ${name} is invalid: ${type} volumes have ${least} to ${most}.`);
}
