import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { PlanFact, PlanRule, StoreFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { servingPoints } from '../points.ts';
import { takenBy } from '../taken-by.ts';

/** What the documents' FAQ promises. */
export const RETENTION_DAYS = 60;

/** DR-C5: backups are retained for 60 days: what the rules of the plans say, and what the points in the vaults really have. */
export const retention: ClaimModule = { id: 'DR-C5', needs: ['store', 'plan', 'point'], judge };

/** Services that AWS Backup covers here; a search index has no vault. */
const IN_VAULTS = new Set(['s3', 'rds', 'dynamodb', 'efs', 'ebs']);

function judge(known: Known): Answer {
  const stores = known.of('store').filter(({ service, gap }) => gap === null && IN_VAULTS.has(service));
  if (stores.length === 0) return open('no store that AWS Backup covers was found in the account');
  const short = stores.flatMap((store) => [...shortRules(known, store), ...shortPoints(known, store)]);
  if (short.length > 0) return refuted(named(short.map(({ text }) => text)), short.map(({ fact }) => fact));
  const without = stores.filter((store) => servingPoints(known, store).length === 0 && dailyRules(known, store).length === 0);
  if (without.length > 0) return open(`no daily rule takes ${named(without.map(({ store }) => store))} and no point of it is there: its retention cannot be seen`, without);
  return confirmed(`every snapshot rule and every point of ${named(stores.map(({ store }) => store))} is kept for ${RETENTION_DAYS} days or longer (continuous points are kept for at most 35 days, and promise something else: DR-C4)`, stores.flatMap((store) => [...dailyRules(known, store).map(({ plan }) => plan), ...servingPoints(known, store).slice(0, 1)]));
}

/** A rule that makes a store's snapshots; a continuous one keeps logs, for 35 days at most. */
function dailyRules(known: Known, store: StoreFact): readonly { readonly plan: PlanFact; readonly rule: PlanRule }[] {
  return takenBy(known, store).filter(({ rule }) => !rule.continuous);
}

function shortRules(known: Known, store: StoreFact): readonly { readonly text: string; readonly fact: { readonly id: string } }[] {
  const tooShort = (days: number | null): boolean => days !== null && days < RETENTION_DAYS;
  return dailyRules(known, store).flatMap(({ plan, rule }) => [
    ...(tooShort(rule.deleteAfterDays) ? [{ text: `rule ${rule.name} of plan ${plan.name} deletes after ${rule.deleteAfterDays ?? 0} days`, fact: plan }] : []),
    ...rule.copies.filter(({ deleteAfterDays }) => tooShort(deleteAfterDays)).map(({ vaultArn, deleteAfterDays }) => ({ text: `rule ${rule.name} of plan ${plan.name} deletes its copies in ${vaultArn} after ${deleteAfterDays ?? 0} days`, fact: plan })),
  ]);
}

function shortPoints(known: Known, store: StoreFact): readonly { readonly text: string; readonly fact: { readonly id: string } }[] {
  return servingPoints(known, store).filter(({ keptDays }) => keptDays !== null && keptDays < RETENTION_DAYS).map((point) => ({ text: `a point of ${store.store} in vault ${point.vault} is kept for ${point.keptDays ?? 0} days`, fact: point }));
}
