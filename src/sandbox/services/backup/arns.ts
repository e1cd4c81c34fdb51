import type { Place } from '../../service.ts';
import { backupErrors } from './errors.ts';

export function vaultArn({ account, region }: Place, name: string): string {
  return `arn:aws:backup:${region}:${account}:backup-vault:${name}`;
}

export function planArn({ account, region }: Place, id: string): string {
  return `arn:aws:backup:${region}:${account}:backup-plan:${id}`;
}

/** ARN of a point that AWS Backup names itself (aws-facts.md 1.4). */
export function pointArn({ account, region }: Place, id: string): string {
  return `arn:aws:backup:${region}:${account}:recovery-point:${id}`;
}

/** Id of a continuous point: the resource's name and a hash. */
export function continuousId(resourceName: string, hash: string): string {
  return `continuous:${resourceName.replace(/[^A-Za-z0-9-]/g, '-')}-${hash.slice(0, 8)}`;
}

/** Account, region and name in a vault's ARN. */
export function parseVaultArn(arn: string): Place & { readonly name: string } {
  const match = /^arn:aws:backup:([a-z0-9-]+):(\d{12}):backup-vault:([A-Za-z0-9_-]{2,50})$/.exec(arn);
  if (!match) throw backupErrors.invalidParameter(`Invalid backup vault ARN: ${arn}`);
  return { region: match[1] ?? '', account: match[2] ?? '', name: match[3] ?? '' };
}
