import { LONGEST_CONTINUOUS_DAYS, PROMISED_DAYS } from '../claims/dr-c4-any-second.ts';
import { RETENTION_DAYS } from '../claims/dr-c5-retention.ts';
import type { Known } from '../known.ts';
import { servingPoints } from '../points.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Where the documents contradict themselves or AWS, and what the account really has. */
export function documentsDisagree(known: Known): readonly AuditFinding[] {
  return [...daysDisagree(known), ...insideOrSeparate(known)];
}

function daysDisagree(known: Known): readonly AuditFinding[] {
  const claims = known.scope.claims.map(({ id }) => id);
  if (!claims.includes('DR-C4')) return [];
  const points = known.of('store').flatMap((store) => servingPoints(known, store));
  const kept = [...new Set(points.flatMap(({ keptDays }) => (keptDays === null ? [] : [keptDays])))].toSorted((a, b) => a - b);
  const windows = known.of('window').filter(({ days }) => days > 0);
  const vaults = kept.length === 0 ? 'no vault holds a finished point' : `the vaults keep daily points for ${kept.join(' or ')} days`;
  const continuous = windows.length === 0 ? 'nothing can be brought to any second' : windows.map(({ store, days, how }) => `${store} to any second of ${days} days (${how})`).join(', ');
  return [finding({
    cause: 'documents.120-60-35',
    severity: 'high',
    title: `The documents promise ${PROMISED_DAYS} days to any second and ${RETENTION_DAYS} days of retention; AWS keeps continuous backups for ${LONGEST_CONTINUOUS_DAYS}`,
    detail: `DR-C4 promises any point in time of the last ${PROMISED_DAYS} days, the FAQ of the same document (DR-C5) ${RETENTION_DAYS} days, and no service of AWS restores to any second further back than ${LONGEST_CONTINUOUS_DAYS} days. In this account ${vaults}; ${continuous}.`,
    claim: 'DR-C4',
    edit: `Say instead: any second within ${LONGEST_CONTINUOUS_DAYS} days where point-in-time recovery is on; the nearest daily point up to ${kept.at(-1) ?? RETENTION_DAYS} days; nothing beyond.${(kept.at(-1) ?? 0) < PROMISED_DAYS ? ` For ${PROMISED_DAYS} days of daily points set DeleteAfterDays of the plan's rules to ${PROMISED_DAYS}.` : ''}`,
    rests: [...windows, ...known.of('plan'), ...points.slice(0, 1)],
  })];
}

function insideOrSeparate(known: Known): readonly AuditFinding[] {
  const { platform } = known.scope.accounts;
  const apart = known.of('store').flatMap((store) => servingPoints(known, store)).filter(({ account }) => account !== platform);
  const copies = known.of('other-points').filter(({ account, points }) => account !== platform && points.length > 0);
  if (apart.length + copies.length === 0 || !known.scope.claims.some(({ id }) => id === 'DR-C1')) return [];
  return [finding({
    cause: 'documents.inside-or-separate',
    severity: 'low',
    title: 'DR-C1 says no data lives outside the AWS account, DR-C9 that daily copies live in another one',
    detail: `Taken literally one of the two is false: ${apart.length} recovery points and ${copies.length} copied buckets of this platform lie outside account ${platform}, in accounts of its own.`,
    claim: 'DR-C1',
    edit: 'Say instead: no platform data lives outside the AWS accounts of the platform.',
    rests: [...apart.slice(-1), ...copies],
  })];
}
