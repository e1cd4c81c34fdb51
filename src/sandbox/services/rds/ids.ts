import { randomToken, upperId } from '#kit/ids';
import { sha256 } from '#kit/digest';
import type { Place } from '../../service.ts';

/** Kinds of resources as ARNs of RDS name them. */
export type ArnKind = 'db' | 'snapshot' | 'pg' | 'subgrp' | 'og' | 'auto-backup';

export interface RdsArn extends Place {
  readonly kind: string;
  readonly name: string;
}

export function rdsArn(kind: ArnKind, { account, region, name }: Place & { readonly name: string }): string {
  return `arn:aws:rds:${region}:${account}:${kind}:${name}`;
}

/** The parts of an ARN of RDS, or null for any other text. Names of snapshots may hold colons. */
export function parseArn(text: string): RdsArn | null {
  const match = /^arn:aws:rds:([a-z0-9-]+):(\d{12}):([a-z-]+):(.+)$/.exec(text);
  if (!match) return null;
  const [, region = '', account = '', kind = '', name = ''] = match;
  return { account, region, kind, name: kind === 'auto-backup' ? name : name.toLowerCase() };
}

/** A DbiResourceId: never used twice. */
export function newResourceId(): string {
  return `db-${upperId(26)}`;
}

export function newBackupId(): string {
  return `ab-${randomToken(20).slice(0, 39)}`;
}

/** Id of the default security group of an account's default VPC in a region: always the same. */
export function defaultSecurityGroup(place: Place): string {
  return `sg-${digestOf('sg', place)}`;
}

export function defaultVpc(place: Place): string {
  return `vpc-${digestOf('vpc', place)}`;
}

/** Subnets of the default VPC, one for each of three zones. */
export function defaultSubnets(place: Place): readonly string[] {
  return ['a', 'b', 'c'].map((zone) => `subnet-${digestOf(`subnet-${zone}`, place)}`);
}

function digestOf(what: string, { account, region }: Place): string {
  return sha256(`${what}/${account}/${region}`).slice(0, 17);
}
