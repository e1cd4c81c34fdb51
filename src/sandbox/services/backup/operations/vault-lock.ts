import type { Call, Operation } from '../../../service.ts';
import { vaultFor } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { need, only, type Input } from '../input.ts';
import { VAULTS } from '../model.ts';
import { requireChangeable } from '../vault-lock.ts';

const DAY_MICROS = 86_400_000_000;
const LONGEST_DAYS = 36_500;
/** The cooling-off period before compliance mode begins. */
const SHORTEST_GRACE_DAYS = 3;

/** Vault Lock: governance mode without ChangeableForDays, compliance mode with it (aws-facts.md 1.6). */
export const vaultLockOperations: Readonly<Record<string, Operation>> = {
  PutBackupVaultLockConfiguration: putLock,
  DeleteBackupVaultLockConfiguration: (call, input) => {
    const vault = vaultFor(call, need(input, 'BackupVaultName'), 'DeleteBackupVaultLockConfiguration');
    requireChangeable(vault, call.time.nowMicros());
    VAULTS.put(call.catalogue, { ...vault, lock: null });
  },
};

function putLock(call: Call, input: Input): void {
  only(input, ['BackupVaultName', 'MinRetentionDays', 'MaxRetentionDays', 'ChangeableForDays'], 'PutBackupVaultLockConfiguration');
  const vault = vaultFor(call, need(input, 'BackupVaultName'), 'PutBackupVaultLockConfiguration');
  const minDays = days(input, 'MinRetentionDays', 1);
  const maxDays = days(input, 'MaxRetentionDays', 1);
  const grace = days(input, 'ChangeableForDays', SHORTEST_GRACE_DAYS);
  if (minDays !== null && maxDays !== null && minDays > maxDays) throw backupErrors.invalidParameter(`MinRetentionDays (${minDays}) must not be greater than MaxRetentionDays (${maxDays}).`);
  const now = call.time.nowMicros();
  requireChangeable(vault, now);
  VAULTS.put(call.catalogue, { ...vault, lock: { minDays, maxDays, lockDate: grace === null ? null : now + grace * DAY_MICROS } });
}

function days(input: Input, name: string, shortest: number): number | null {
  const value = input[name];
  if (value === undefined || value === null) return null;
  const whole = Number(value);
  if (!Number.isInteger(whole) || whole < shortest || whole > LONGEST_DAYS) throw backupErrors.invalidParameter(`Invalid value for ${name}: ${String(whole)}. It must be a whole number from ${shortest} to ${LONGEST_DAYS}.`);
  return whole;
}
