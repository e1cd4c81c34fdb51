import type { RunEvent, RunStarted } from '#contract/events';
import type { RunSummary } from '#contract/run-summary';
import { eventsOf } from '#measure/events-of';

type Claim = RunSummary['claims'][number];

interface Looked {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
}

const ENCRYPTED: Readonly<Record<string, (value: unknown) => boolean>> = {
  'encryption.algorithm': (value) => value === 'AES256' || value === 'aws:kms',
  storageEncrypted: (value) => value === true,
};

const PRIVATE: Readonly<Record<string, (value: unknown) => boolean>> = {
  publiclyAccessible: (value) => value === false,
};

/** SEC-C1 for what came back: the restored resource is encrypted at rest (S3, RDS and EBS encrypt with AES-256 only). */
export function encryptedAtRest(id: string, looked: Looked): Claim {
  return everyStore(id, looked, { keys: ENCRYPTED, yes: 'what came back is encrypted at rest', no: 'came back unencrypted' });
}

/** SEC-C3 for what came back: the restored database cannot be reached from outside, and has the groups it had. */
export function insideTheVpc(id: string, looked: Looked): Claim {
  return everyStore(id, looked, { keys: PRIVATE, same: ['subnetGroup', 'securityGroups'], yes: 'what came back is not public and has the subnet and security groups it had', no: 'came back reachable from elsewhere' });
}

interface Rule {
  readonly keys: Readonly<Record<string, (value: unknown) => boolean>>;
  /** Settings that must be what they were in the baseline. */
  readonly same?: readonly string[];
  readonly yes: string;
  readonly no: string;
}

function everyStore(id: string, { started, events }: Looked, { keys, same = [], yes, no }: Rule): Claim {
  let shown: RunEvent | undefined;
  for (const store of started.stores) {
    const read = (moment: 'baseline' | 'end'): RunEvent<'posture.read'> | undefined => eventsOf(events, 'posture.read').findLast((event) => event.data.store === store.id && event.data.moment === moment);
    const end = read('end');
    const known = Object.entries(end?.data.posture ?? {}).filter(([key]) => key in keys);
    if (!end || known.length === 0) return { id, result: 'open', why: `the settings of ${store.id} that say so were not read after the recovery`, evidence: null };
    const before = read('baseline')?.data.posture ?? {};
    const wrong = [...known.filter(([key, value]) => !keys[key]?.(value)).map(([key]) => key), ...same.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(end.data.posture[key]))];
    if (wrong.length > 0) return { id, result: 'refuted', why: `${store.id} ${no}: ${wrong.join(', ')}`, evidence: `events.ndjson#seq=${end.seq}` };
    shown = end;
  }
  const where = started.target.kind === 'sandbox' ? 'sandbox account' : 'account';
  return { id, result: 'confirmed', why: `${yes}; said of ${where} ${started.target.accounts['platform'] ?? 'unknown'} only`, evidence: shown ? `events.ndjson#seq=${shown.seq}` : null };
}
