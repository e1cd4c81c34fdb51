import type { RunEvent } from '#contract/events';
import type { TrailEvent, WitnessRow } from '#contract/evidence';
import { microsOf } from '#kit/time';
import { eventsOf } from './events-of.ts';

/** The log tells whole seconds, and a call is logged when it ended. */
const SLACK_MICROS = 2_000_000;

/**
 * Each change that the journal names against the provider's log, both ways: one that happened must have a call of this run's sessions in its
 * time, and a call that changed something must lie in the time of a change that the journal names. Pure.
 */
export function matchWitness(events: readonly RunEvent[], calls: readonly TrailEvent[]): readonly WitnessRow[] {
  const changes = changesOf(events);
  const claimed = new Set<string>();
  const rows = changes.map((change): WitnessRow => {
    const own = calls.filter((call) => within(change, call));
    const fitting = change.logged ? own.filter(({ name }) => change.needs?.test(name) ?? true) : [];
    for (const call of own) claimed.add(call.id);
    const told = { effect: change.effect, calls: names(fitting), ids: fitting.map(({ id }) => id) };
    if (fitting.length > 0) return { ...told, class: 'witnessed', why: `${fitting.length} of its calls are in the log` };
    if (change.needs === null) return { ...told, class: 'not-witnessable', why: change.why };
    return { ...told, class: 'missing', why: change.failed ? 'the journal says that it failed, and the log has no call of it' : 'the log has no call of it' };
  });
  const unclaimed = calls.filter(({ id }) => !claimed.has(id)).map((call): WitnessRow => ({ effect: null, class: 'unclaimed', calls: [call.name], ids: [call.id], why: `${call.session} called it at ${call.at}, and the journal names no change at that time` }));
  return [...rows, ...unclaimed];
}

interface Change {
  readonly effect: string;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  /** Names of calls one of which must be in the log; null where the log has no such calls. */
  readonly needs: RegExp | null;
  /** False for what is known to make no call that is logged: calls at its time are of its neighbours. */
  readonly logged: boolean;
  readonly why: string;
}

/** A change that a probe found done already was made in an earlier try; its time reaches from its intent to that look. */
function changesOf(events: readonly RunEvent[]): readonly Change[] {
  const intents = new Map<string, RunEvent<'effect.intended'>>();
  for (const event of eventsOf(events, 'effect.intended')) if (!intents.has(event.data.effect)) intents.set(event.data.effect, event);
  return [...intents.values()].map((intent) => {
    const { effect } = intent.data;
    const confirmed = eventsOf(events, 'effect.confirmed').findLast((event) => event.data.effect === effect);
    const failed = eventsOf(events, 'effect.failed').findLast((event) => event.data.effect === effect);
    const end = confirmed ?? failed ?? intent;
    return { effect, from: microsOf(intent.at) - SLACK_MICROS, to: microsOf(end.at) + SLACK_MICROS, failed: confirmed === undefined, ...expectedOf(effect) };
  });
}

function within({ from, to }: Change, call: TrailEvent): boolean {
  const at = microsOf(call.at);
  return at >= from && at <= to;
}

function names(calls: readonly TrailEvent[]): readonly string[] {
  return [...new Set(calls.map(({ name }) => name))].sort();
}

const OBJECTS = 'calls on objects are data events, which the event history does not have';
const ITEMS = 'calls on items are data events, which the event history does not have';
const FILES = 'files are written over NFS, which makes no call';
const DOCUMENTS = 'documents, indices and snapshots are reached through the domain itself, which makes no call';
const OTHER = 'no call of it is known to be in the event history';

/** What the log must have of a change, by its id in the journal: only calls that CloudTrail keeps as management events. */
const EXPECTED: readonly { readonly effect: RegExp; readonly needs?: RegExp; readonly why?: string }[] = [
  { effect: /safety-copy\/|s3\.(copy-back|delete-objects|undelete|remove-delete-markers)|copy-back-changes/, why: OBJECTS },
  { effect: /s3\.delete-bucket/, needs: /^DeleteBucket$/ },
  { effect: /s3\.recreate-bucket/, needs: /^CreateBucket$/ },
  { effect: /s3\.(apply-settings|suspend-lifecycle)/, needs: /^(PutBucket|DeleteBucket|PutPublicAccess)/ },
  { effect: /s3\.apply-notifications/, needs: /^PutBucketNotification/ },
  { effect: /\.re-point|region\.switch-entry/, needs: /^PutParameter$/ },
  { effect: /rds\.delete-instance/, needs: /^DeleteDBInstance$/ },
  { effect: /dynamodb\.delete-table/, needs: /^DeleteTable$/ },
  { effect: /ebs\.delete-volume/, needs: /^DeleteVolume$/ },
  { effect: /efs\.delete-file-system/, needs: /^(DeleteFileSystem|DeleteMountTarget)$/ },
  { effect: /efs\.empty-file-system/, why: FILES },
  { effect: /dynamodb\.(copy-items|import-items)/, why: ITEMS },
  { effect: /restore-from-backup(?!\/.*\/(made|token))/, needs: /^(StartRestoreJob|Restore)/ },
  { effect: /opensearch\./, why: DOCUMENTS },
];

function expectedOf(effect: string): Pick<Change, 'needs' | 'why' | 'logged'> {
  const known = EXPECTED.find((one) => one.effect.test(effect));
  return { needs: known?.needs ?? null, logged: known?.why === undefined, why: known?.why ?? OTHER };
}
