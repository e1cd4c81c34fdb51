import { sha256 } from '#kit/digest';
import type { Place } from '../../service.ts';

/** ARN of AWS Backup's continuous point of an instance: `recovery-point:continuous:NAME-HASH`, one per instance. */
export function continuousPointArn({ account, region, name, ref }: Place & { readonly name: string; readonly ref: string }): string {
  return `arn:aws:backup:${region}:${account}:recovery-point:continuous:${name}-${sha256(ref).slice(0, 8)}`;
}
