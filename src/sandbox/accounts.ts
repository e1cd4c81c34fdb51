import type { SandboxAccount } from './service.ts';

/** The account that the organisation belongs to: its service control policies bind all others. */
export const MANAGEMENT_ACCOUNT = '444444444444';

/** The accounts of the sandbox's organisation; `recovery` starts empty. */
export const SANDBOX_ACCOUNTS: readonly SandboxAccount[] = [
  { id: '111111111111', alias: 'platform' },
  { id: '222222222222', alias: 'backup' },
  { id: '333333333333', alias: 'recovery' },
  { id: MANAGEMENT_ACCOUNT, alias: 'management' },
];

/** Regions that exist; a signature for any other region is refused by services that are bound to a region. */
export const SANDBOX_REGIONS: readonly string[] = ['us-west-2', 'us-east-2', 'us-east-1'];

/** IAM users that a new sandbox has, with long-lived keys: principal -> account. */
export const SANDBOX_USERS: Readonly<Record<string, string>> = {
  'platform-admin': '111111111111',
  'platform-app': '111111111111',
  'drill-observer': '111111111111',
  'drill-operator': '111111111111',
  'drill-restorer': '111111111111',
  'backup-admin': '222222222222',
  'recovery-admin': '333333333333',
  'org-admin': MANAGEMENT_ACCOUNT,
};

/** Unique id of a default user, as IAM gives them. */
export function userId(account: string, name: string): string {
  return `AIDA${account.slice(0, 3)}${name.toUpperCase().replace(/[^A-Z]/g, '').padEnd(14, 'Q').slice(0, 14)}`;
}

export interface SandboxRole {
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  /** Seven-part id as IAM gives roles; part of `userId` of a session. */
  readonly id: string;
  /** Trust policy: who may assume it. */
  readonly trust: string;
}

/** Roles that a new sandbox has, and who may assume them. */
export const SANDBOX_ROLES: readonly SandboxRole[] = [
  role('drill-observer', '111111111111', [user('drill-observer')]),
  role('drill-operator', '111111111111', [user('drill-operator')]),
  role('drill-restorer', '111111111111', [user('drill-restorer')]),
  role('aws-backup', '111111111111', [], ['backup.amazonaws.com']),
  role('aws-backup', '222222222222', [], ['backup.amazonaws.com']),
  role('aws-backup', '333333333333', [], ['backup.amazonaws.com']),
  role('opensearch-snapshots', '111111111111', [], ['es.amazonaws.com']),
  role('opensearch-snapshots', '333333333333', [], ['es.amazonaws.com']),
  role('s3-replication', '111111111111', [], ['s3.amazonaws.com']),
  role('platform-copy', '222222222222', [user('platform-app'), user('backup-admin')]),
  role('drill-observer-backup', '222222222222', [user('drill-observer'), roleArn('drill-observer', '111111111111')]),
  role('drill-operator-backup', '222222222222', [user('drill-operator'), roleArn('drill-operator', '111111111111')]),
];

/** `services`: AWS services that act as the role (AWS Backup with the role it is given). */
function role(name: string, account: string, trusted: readonly string[], services: readonly string[] = []): SandboxRole {
  const principal = { ...(trusted.length > 0 ? { AWS: trusted } : {}), ...(services.length > 0 ? { Service: services } : {}) };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });
  return { name, account, arn: roleArn(name, account), id: `AROA${account.slice(0, 4)}${idOf(name)}`, trust };
}

function user(name: string): string {
  return `arn:aws:iam::${SANDBOX_USERS[name] ?? ''}:user/${name}`;
}

function roleArn(name: string, account: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

function idOf(name: string): string {
  return name.toUpperCase().replace(/[^A-Z]/g, '').padEnd(13, 'X').slice(0, 13);
}
