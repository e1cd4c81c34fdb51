import { named } from '../answer.ts';
import type { Known } from '../known.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Vaults that are empty or can be emptied, points that are no clean ones, copies that failed, holds that forbid a clean-up. */
export function vaultTroubles(known: Known): readonly AuditFinding[] {
  return [...empty(known), ...unlocked(known), ...unclean(known), ...failedCopies(known), ...holds(known)];
}

function empty(known: Known): readonly AuditFinding[] {
  return known.of('vault').filter(({ arn, name }) => !/^(Default|aws\/)/.test(name) && !known.of('point').some(({ vaultArn }) => vaultArn === arn)).map((vault) => finding({
    cause: `vault.empty.${vault.arn}`,
    severity: 'high',
    title: `Vault ${vault.name} is empty`,
    detail: `${vault.arn} holds no recovery point: whoever counts on it finds nothing.`,
    claim: 'DR-C2',
    edit: 'Find out which rule or copy action should fill it, or delete it.',
    rests: [vault],
  }));
}

function unlocked(known: Known): readonly AuditFinding[] {
  const isolated = known.of('vault').filter(({ account, arn }) => account !== known.scope.accounts.platform && known.of('point').some(({ vaultArn }) => vaultArn === arn));
  return isolated.filter(({ lock }) => lock?.mode !== 'compliance').map((vault) => finding({
    cause: `vault.lock.${vault.arn}`,
    severity: vault.lock === null ? 'high' : 'medium',
    title: vault.lock === null ? `Vault ${vault.name} is not locked` : `Vault ${vault.name} is locked in governance mode`,
    detail: vault.lock === null ? 'Whoever administers its account may delete every copy in it.' : 'Whoever may change the lock of the vault may take it away and delete every copy; only compliance mode holds against an administrator, and it can never be undone.',
    claim: 'SEC-C5',
    edit: 'aws backup put-backup-vault-lock-configuration with --changeable-for-days (compliance mode), once its retention is what is wanted for good',
    rests: [vault],
  }));
}

function unclean(known: Known): readonly AuditFinding[] {
  const bad = known.of('point').filter(({ status, message }) => status === 'PARTIAL' || (status === 'COMPLETED' && message !== null));
  const byVault = Map.groupBy(bad, ({ vaultArn }) => vaultArn);
  return [...byVault].map(([vaultArn, points]) => finding({
    cause: `points.unclean.${vaultArn}`,
    severity: 'high',
    title: `${points.length} recovery points of vault ${points[0]?.vault ?? vaultArn} are not clean`,
    detail: named(points.map(({ createdAt, resourceArn, status, message }) => `${resourceArn} of ${createdAt}: ${status}${message === null ? '' : ` (${message})`}`)),
    claim: 'DR-C2',
    edit: 'See the messages: something was left out, and a restore will not bring it back.',
    rests: points,
  }));
}

function failedCopies(known: Known): readonly AuditFinding[] {
  const failed = known.of('copy-run').filter(({ state }) => state === 'FAILED' || state === 'PARTIAL');
  const byVault = Map.groupBy(failed, ({ toVault }) => toVault);
  return [...byVault].map(([toVault, runs]) => finding({
    cause: `copies.failed.${toVault}`,
    severity: 'high',
    title: `${runs.length} copies into ${toVault} failed`,
    detail: named(runs.map(({ resourceArn, startedAt, message }) => `${resourceArn} of ${startedAt}: ${message ?? 'no reason given'}`)),
    claim: 'DR-C7',
    rests: runs,
  }));
}

function holds(known: Known): readonly AuditFinding[] {
  return known.of('legal-hold').filter(({ status }) => status === 'ACTIVE').map((hold) => finding({
    cause: `hold.${hold.hold}`,
    severity: 'low',
    title: `Legal hold "${hold.title}" is active`,
    detail: 'What it holds is not deleted, whatever the retention says: neither by a rule nor by a drill that cleans up. Data that a customer wants deleted stays as well.',
    rests: [hold],
  }));
}
