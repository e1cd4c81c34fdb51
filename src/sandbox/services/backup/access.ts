import type { Call, Catalogue, Place } from '../../service.ts';
import { vaultArn } from './arns.ts';
import { iamState } from '../iam/state.ts';
import { backupErrors } from './errors.ts';
import { POINTS, VAULTS, type Point, type Vault } from './model.ts';

/** Where a caller works: its own account, in the region of the call. */
export function placeOf({ caller, region }: Pick<Call, 'caller' | 'region'>): Place {
  return { account: caller.account, region };
}

/** A vault of the caller, once its access policy has been asked. An explicit deny in it wins. */
export function vaultFor(call: Call, name: string, action: string): Vault {
  const vault = findVault(call.catalogue, placeOf(call), name);
  if (!vault) throw backupErrors.noSuchVault(name);
  call.authorise(`backup:${action}`, vault.id, { account: vault.account, policy: vault.policy });
  return vault;
}

/** A point in a vault of the caller, once the vault's policy has been asked about this point. */
export function pointFor(call: Call, at: { readonly vault: string; readonly arn: string }, action: string): Point {
  const vault = findVault(call.catalogue, placeOf(call), at.vault);
  if (!vault) throw backupErrors.noSuchVault(at.vault);
  call.authorise(`backup:${action}`, at.arn, { account: vault.account, policy: vault.policy });
  const point = POINTS.find(call.catalogue, at.arn);
  if (!point || point.vaultArn !== vault.id) throw backupErrors.noSuchPoint();
  return point;
}

export function findVault(catalogue: Catalogue, place: Place, name: string): Vault | null {
  return VAULTS.find(catalogue, vaultArn(place, name));
}

/** The role that AWS Backup is to act as: one that the caller may pass on, of its account, and that trusts AWS Backup. */
export function requireRole(call: Call, arn: string): string {
  const { account } = call.caller;
  call.authorise('iam:PassRole', arn, { account, policy: null });
  const role = iamState(call.catalogue).find(arn);
  if (!role || role.account !== account || !role.trust?.includes('"backup.amazonaws.com"')) throw backupErrors.invalidParameter(`IAM Role ${arn} cannot be assumed by AWS Backup`);
  return arn;
}
