import { randomToken } from '#kit/ids';
import type { Place } from '../../service.ts';

export function tableArn({ account, region }: Place, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

/** Account, region and name in a table's ARN; null for any other text, also for ARNs of indexes, streams and backups. */
export function parseTableArn(text: string): (Place & { readonly name: string }) | null {
  const match = /^arn:aws:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{1,255})$/.exec(text);
  return match && { region: match[1] ?? '', account: match[2] ?? '', name: match[3] ?? '' };
}

/** A new backup's ARN: milliseconds and eight hex digits. */
export function newBackupArn(place: Place, table: string, nowMicros: number): string {
  return `${tableArn(place, table)}/backup/${String(Math.floor(nowMicros / 1000)).padStart(14, '0')}-${randomToken(4)}`;
}
