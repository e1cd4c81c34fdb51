import { named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { unreadAmong } from '../known.ts';
import type { Known } from '../known.ts';

/** SEC-C6: CloudTrail and Config keep an audit trail, and access logs can be given. A missing trail refutes it; Config is not read here, so nothing confirms it. */
export const auditTrail: ClaimModule = { id: 'SEC-C6', needs: [], judge };

function judge(known: Known): Answer {
  const history = known.of('event-history').filter(({ newest }) => newest !== null);
  const unread = unreadAmong(known, ['trail']);
  const kept = history.length === 0 ? 'the event history of CloudTrail is empty' : `the event history of CloudTrail (90 days) answers in ${named(history.map(({ account, region }) => `account ${account} ${region}`))}`;
  if (unread.length > 0) return open(`${kept}; its trails were not read: ${named(unread.map(({ why }) => why))}; Config is not looked at`, [...history, ...unread]);
  const trails = known.of('trail');
  const good = trails.filter(({ logging, multiRegion }) => logging && multiRegion);
  if (good.length === 0) return refuted(trails.length === 0 ? 'the account has no trail: events are gone after 90 days' : named(trails.map(({ name, logging }) => (logging ? `trail ${name} sees one region only` : `trail ${name} is switched off`))), [...trails, ...history]);
  const bare = good.filter(({ validated }) => !validated);
  if (bare.length > 0) return refuted(named(bare.map(({ name }) => `trail ${name} has no validation of its files: whoever changes them leaves no trace`)), bare);
  return open(`${named(good.map(({ name }) => `trail ${name} logs every region`))}; ${kept}; that Config records and access logs can be given is not looked at`, [...good, ...history]);
}
