import { backupErrors } from './errors.ts';
import type { Lifecycle, Vault } from './model.ts';

/** What Vault Lock says of a vault. */
export interface VaultLock {
  readonly minDays: number | null;
  readonly maxDays: number | null;
  /** From then on nobody can change it (compliance mode); null in governance mode. */
  readonly lockDate: number | null;
}

/** Why a job with this retention fails in a vault, worded for its StatusMessage; null when it fits. A point that is kept for ever has no retention that could be short. */
export function lockProblem({ name, lock = null }: Vault, { deleteAfterDays }: Lifecycle, what: 'Backup' | 'Copy'): string | null {
  if (lock === null) return null;
  const days = deleteAfterDays ?? Infinity;
  const kept = deleteAfterDays === null ? 'has no end' : `is ${deleteAfterDays} days`;
  if (lock.minDays !== null && days < lock.minDays) return `${what} job failed because its retention ${kept}, which is shorter than MinRetentionDays (${lock.minDays}) of the Vault Lock configuration of backup vault ${name}.`;
  if (lock.maxDays !== null && days > lock.maxDays) return `${what} job failed because its retention ${kept}, which is longer than MaxRetentionDays (${lock.maxDays}) of the Vault Lock configuration of backup vault ${name}.`;
  return null;
}

/** Throws when the vault is locked, in either mode and also before the lock date: its points are neither deleted nor changed by hand. */
export function requireUnlocked({ name, lock = null }: Vault, what: 'deleted' | 'changed' | 'disassociated'): void {
  if (lock !== null) throw backupErrors.invalidRequest(`The recovery point cannot be ${what} because backup vault ${name} is configured with Vault Lock.`);
}

/** Throws once the lock date of compliance mode has passed: nobody can change or take away the lock any more. */
export function requireChangeable({ name, lock = null }: Vault, nowMicros: number): void {
  if (lock !== null && lock.lockDate !== null && nowMicros >= lock.lockDate) throw backupErrors.invalidRequest(`The Vault Lock configuration of backup vault ${name} is immutable since its lock date has passed. It cannot be changed or deleted.`);
}
