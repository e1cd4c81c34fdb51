import { sha256 } from '#kit/digest';
import { randomToken } from '#kit/ids';
import type { Place } from '../../service.ts';

/** An id of AWS's form: 17 hexadecimal digits, the first of them 0. */
export function newId(kind: 'vol' | 'snap'): string {
  return `${kind}-0${randomToken(8)}`;
}

/** The id that a job of AWS Backup gives what it makes: the same one when it begins again. */
export function idOfJob(kind: 'vol' | 'snap', jobId: string): string {
  return `${kind}-0${sha256(`${kind}/${jobId}`).slice(0, 16)}`;
}

export function volumeArn({ account, region, id }: Place & { readonly id: string }): string {
  return `arn:aws:ec2:${region}:${account}:volume/${id}`;
}

/** ARNs of snapshots have no account (aws-facts.md 1.4). */
export function snapshotArn({ region, id }: { readonly region: string; readonly id: string }): string {
  return `arn:aws:ec2:${region}::snapshot/${id}`;
}

/** The parts of a volume's ARN, or null for any other text. */
export function parseVolumeArn(text: string): (Place & { readonly id: string }) | null {
  const [, region, account, id] = /^arn:aws:ec2:([a-z0-9-]+):(\d{12}):volume\/(vol-[0-9a-f]+)$/.exec(text) ?? [];
  return region === undefined || account === undefined || id === undefined ? null : { account, region, id };
}
