import { randomToken } from '#kit/ids';
import type { Place } from '../../service.ts';

/** An id as EFS gives them: a prefix and 17 hexadecimal digits. */
export function newId(kind: 'fs' | 'fsmt' | 'fsap' | 'eni'): string {
  return `${kind}-${randomToken(9).slice(0, 17)}`;
}

export function fileSystemArn({ account, region }: Place, id: string): string {
  return `arn:aws:elasticfilesystem:${region}:${account}:file-system/${id}`;
}

export function accessPointArn({ account, region }: Place, id: string): string {
  return `arn:aws:elasticfilesystem:${region}:${account}:access-point/${id}`;
}

/** The id inside an ARN of a file system or access point; an id stays as it is. */
export function bareId(idOrArn: string): string {
  return /^arn:aws:elasticfilesystem:[a-z0-9-]+:\d{12}:(?:file-system|access-point)\/(.+)$/.exec(idOrArn)?.[1] ?? idOrArn;
}
