import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { BucketFact, RecorderFact, TrailFact } from '../facts.ts';
import { storesOf } from '../known.ts';
import type { Known } from '../known.ts';

/** SEC-C6: CloudTrail and Config keep an audit trail, and access logs can be given: a trail that takes every region, a recorder in each region of the stores, and access logs of each store that is a bucket. */
export const auditTrail: ClaimModule = { id: 'SEC-C6', needs: ['trail', 'recorder', 'store', 'bucket', 'event-history'], judge };

function judge(known: Known): Answer {
  const answers = [trails(known), recorders(known), accessLogs(known)];
  const against = answers.filter(({ result }) => result === 'refuted');
  const undecided = answers.filter(({ result }) => result === 'open');
  const rests = (of: readonly Answer[]): Answer['rests'] => of.flatMap((answer) => answer.rests);
  const why = (of: readonly Answer[]): string => of.map((answer) => answer.why).join('; ');
  if (against.length > 0) return refuted(why(against), rests(against));
  if (undecided.length > 0) return open(why([...undecided, ...answers.filter(({ result }) => result === 'confirmed')]), rests([...undecided, ...answers]));
  return confirmed(why(answers), rests(answers));
}

function trails(known: Known): Answer {
  const all = known.of('trail');
  const history = known.of('event-history').filter(({ newest }) => newest !== null);
  const kept = history.length === 0 ? 'the event history of CloudTrail is empty' : `the event history of CloudTrail (90 days) answers in ${named(history.map(({ account, region }) => `account ${account} ${region}`))}`;
  if (isUnread(known, 'trail')) return open(`the trails were not read; ${kept}`, history);
  if (all.length === 0) return refuted('the account has no trail: events are gone after 90 days', history);
  const good = all.filter((trail) => weaknessOf(trail) === null);
  if (good.length === 0) return refuted(named(all.map((trail) => `trail ${trail.name} ${weaknessOf(trail) ?? ''}`)), all);
  return confirmed(`${named(good.map(({ name, bucket }) => `trail ${name} logs every region into ${bucket ?? 'no bucket'} and signs its files`))}; ${kept}`, [...good, ...history]);
}

/** Why a trail is no audit trail; null for one that is. */
function weaknessOf({ logging, multiRegion, takesWrites, validated, failure }: TrailFact): string | null {
  if (!logging) return 'is switched off';
  if (!multiRegion) return 'sees one region only';
  if (!takesWrites) return 'leaves out the calls that change something';
  if (failure !== null) return `delivers nothing: its bucket says ${failure}`;
  return validated ? null : 'has no validation of its files: whoever changes them leaves no trace';
}

function recorders(known: Known): Answer {
  const { accounts, regions } = known.scope;
  if (isUnread(known, 'recorder')) return open('the recorders of AWS Config were not read', []);
  const own = known.of('recorder').filter(({ account }) => account === accounts.platform);
  const problems = [...new Set([regions.primary, regions.recovery])].flatMap((region) => {
    const there = own.filter((recorder) => recorder.region === region);
    return there.some((recorder) => failingOf(recorder) === null) ? [] : [there[0] === undefined ? `AWS Config records nothing in ${region}: it has no recorder` : `the recorder of AWS Config in ${region} ${failingOf(there[0]) ?? ''}`];
  });
  if (problems.length > 0) return refuted(named(problems), own.length > 0 ? own : known.of('trail'));
  return confirmed(`AWS Config records in ${named(own.map(({ region, resources, bucket }) => `${region} (${resources} resource${resources === 1 ? '' : 's'} of the stores' types, into ${bucket ?? 'no bucket'})`))}`, own);
}

/** Why a recorder shows nothing of the stores; null for one that does. */
function failingOf({ recording, types, bucket, failure }: RecorderFact): string | null {
  if (!recording) return 'is stopped';
  if (types !== null && types.length === 0) return 'records no type of resource';
  if (bucket === null) return 'has nowhere to deliver to';
  return failure === null ? null : `delivers nothing: ${failure}`;
}

function accessLogs(known: Known): Answer {
  const names = new Set(storesOf(known, 's3').map(({ resource }) => resource));
  const buckets = known.of('bucket').filter(({ name }) => names.has(name));
  if (buckets.length === 0) return open('no store is a bucket that was looked at, so nothing is known of access logs', []);
  const silent = buckets.filter(({ accessLogs: to, accessLogsRead }) => accessLogsRead && to === null);
  if (silent.length > 0) return refuted(named(silent.map(({ name }) => `bucket ${name} writes no access logs: who read it cannot be told`)), silent);
  const unknown = buckets.filter(({ accessLogsRead }) => !accessLogsRead);
  if (unknown.length > 0) return open(named(unknown.map(({ name }) => `whether bucket ${name} writes access logs was not read`)), unknown);
  return confirmed(`${named(buckets.map(logsText))}; access logs of other stores are not looked at`, buckets);
}

function logsText({ name, accessLogs: to }: BucketFact): string {
  return `bucket ${name} writes access logs to ${to ?? ''}`;
}

function isUnread(known: Known, kind: 'trail' | 'recorder'): boolean {
  return known.of('unread').some(({ about }) => about === kind);
}
