import { describe, expect, it } from 'vitest';
import type { Fact } from './facts.ts';
import { judgeAudit } from './judge-audit.ts';
import type { JudgedClaim } from './judge-audit.ts';
import { knownOf } from './known.ts';
import { changed, principal, resource, SCOPE, soundAccount } from './testing/sound-account.ts';

function claim(facts: readonly Fact[], id: string): JudgedClaim {
  const found = judgeAudit(knownOf(SCOPE, facts)).claims.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no claim ${id}`);
  return found;
}

const sound = soundAccount();
const STATEMENT = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

describe('a claim that settings can show', () => {
  const rows: readonly (readonly [string, string, Fact[], RegExp])[] = [
    ['DR-C1', 'a rule copies into an account that is none of the platform\'s', changed(sound, 'plan', (plan) => ({ ...plan, rules: plan.rules.map((rule) => ({ ...rule, copies: [{ vaultArn: 'arn:aws:backup:us-west-2:555555555555:backup-vault:x', deleteAfterDays: 60 }] })) })), /copies into account 555555555555/],
    ['DR-C1', 'a snapshot is shared with everybody', [...sound, { kind: 'shared-snapshot', id: 's', account: '1', region: 'r', snapshot: 'snap-1', with: ['all'] }], /snap-1 is shared with everybody/],
    ['DR-C2', 'two days in a row have no point', changed(sound, 'point', (point) => (/\/(20|21)$/.test(point.id) ? null : point)), /longest gap of DR-S5 3 d/],
    ['DR-C2', 'no plan takes the store any more', changed(sound, 'plan', (plan) => ({ ...plan, selections: [] })), /no plan takes it any more/],
    ['DR-C2', 'the schedule stopped and only people asked for points', changed(sound, 'point', (point) => (point.copiedFrom === null ? { ...point, planId: null } : point)), /no finished point that a schedule made/],
    ['DR-C4', 'it is taken as it is written', sound, /any second reaches back DR-S1 35 days only .*; DR-S5 and DR-S3 cannot .*kept for 60 days/],
    ['DR-C5', 'a rule deletes after a month', changed(sound, 'plan', (plan) => ({ ...plan, rules: plan.rules.map((rule) => ({ ...rule, deleteAfterDays: 30 })) })), /deletes after 30 days/],
    ['DR-C5', 'points are kept for less than their rule says', changed(sound, 'point', (point) => ({ ...point, keptDays: 7 })), /is kept for 7 days/],
    ['DR-C6', 'one point is not encrypted', changed(sound, 'point', (point) => (point.id.endsWith('DR-S1/59') && point.vault === 'daily' ? { ...point, encrypted: false, keyArn: null } : point)), /is not encrypted/],
    ['DR-C7', 'the copies of one store are gone', changed(sound, 'point', (point) => (point.vault === 'far' && point.resourceArn.includes('rds') ? null : point)), /DR-S1 has no finished copy in another region/],
    ['DR-C7', 'the newest copies are three days old', changed(sound, 'point', (point) => (point.vault === 'far' && /\/5[789]$/.test(point.id) ? null : point)), /is 3 d 7 h old/],
    ['DR-C7', 'the key of the copies is switched off', changed(sound, 'key', (key) => (key.id === 'key/far' ? { ...key, state: 'Disabled' } : key)), /cannot be opened: its key .* is Disabled/],
    ['DR-C7', 'the source files of the index are not replicated', changed(sound, 'bucket', (bucket) => ({ ...bucket, replicas: [] })), /DR-S3 has no finished copy in another region/],
    ['DR-C8', 'versioning is suspended', changed(sound, 'store', (store) => (store.service === 's3' ? { ...store, posture: { ...store.posture, versioning: 'Suspended' } } : store)), /versioning of DR-S5 \(files\) is Suspended/],
    ['DR-C9', 'the isolated vault is empty', changed(sound, 'point', (point) => (point.vault === 'isolated' ? null : point)), /DR-S5 has no finished copy in a separate account/],
    ['DR-C9', 'the key of the isolated copies is about to be deleted', changed(sound, 'key', (key) => (key.id === 'key/isolated' ? { ...key, state: 'PendingDeletion', deletionAt: '2026-03-08T00:00:00Z' } : key)), /is PendingDeletion, and is deleted on 2026-03-08/],
    ['DR-C9', 'everybody may restore from the isolated vault', changed(sound, 'vault', (vault) => (vault.name === 'isolated' ? { ...vault, policy: { Statement: [{ ...STATEMENT, Action: 'backup:StartRestoreJob' }] } } : vault)), /everybody may read isolated/],
    ['DR-C10', 'the store lost its tag', changed(sound, 'plan', (plan) => ({ ...plan, selections: plan.selections.map((one) => ({ ...one, takes: one.takes.slice(1) })) })), /no plan takes DR-S5/],
    ['DR-C10', 'the service is switched off in AWS Backup', changed(sound, 'backup-settings', (settings) => ({ ...settings, optedOut: ['RDS'] })), /switched off for RDS/],
    ['DR-C11', 'there is nothing to make the index from', changed(sound, 'other-points', () => null), /neither source files nor a finished snapshot/],
    ['SEC-C1', 'a volume beside the stores is not encrypted', [...sound, resource('ebs', 'vol-1', { encrypted: false })], /vol-1 is not encrypted/],
    ['SEC-C1', 'a store is not encrypted', changed(sound, 'store', (store) => (store.service === 'rds' ? { ...store, posture: { ...store.posture, storageEncrypted: false } } : store)), /DR-S1 is not encrypted/],
    ['SEC-C2', 'a bucket takes plain http', changed(sound, 'bucket', (bucket) => (bucket.name === 'files' ? { ...bucket, policy: { Statement: [STATEMENT] } } : bucket)), /bucket files has no policy/],
    ['SEC-C2', 'the refusal binds one principal alone', changed(sound, 'bucket', (bucket) => ({ ...bucket, policy: { Statement: [{ ...bucket.policy?.Statement[0], Principal: { AWS: 'arn:aws:iam::1:role/x' } }] } })), /has no policy/],
    ['SEC-C2', 'the database takes plain connections', changed(sound, 'store', (store) => (store.service === 'rds' ? { ...store, posture: { ...store.posture, parameters: ['rds.force_ssl=0'] } } : store)), /DR-S1 does not demand TLS/],
    ['SEC-C3', 'a second instance is public', [...sound, resource('rds', 'db-restored', { publiclyAccessible: true, subnetGroup: 'private' })], /db-restored is publicly accessible/],
    ['SEC-C3', 'a restored instance lies in the default subnets', [...sound, resource('rds', 'db-restored', { publiclyAccessible: false, subnetGroup: 'default' })], /lies in subnet group default/],
    ['SEC-C4', 'the restorer may do everything', [...sound, principal('drill-restorer', '*')], /role drill-restorer .* may do everything/],
    ['SEC-C6', 'there is no trail', changed(sound, 'trail', () => null), /has no trail/],
    ['SEC-C6', 'the trail is switched off', changed(sound, 'trail', (trail) => ({ ...trail, logging: false })), /trail all is switched off/],
    ['SEC-C6', 'the trail takes only what reads', changed(sound, 'trail', (trail) => ({ ...trail, takesWrites: false })), /trail all leaves out the calls that change something/],
    ['SEC-C6', 'the trail\'s bucket refuses its files', changed(sound, 'trail', (trail) => ({ ...trail, failure: 'AccessDenied' })), /trail all delivers nothing: its bucket says AccessDenied/],
    ['SEC-C6', 'the recorder of one region is stopped', changed(sound, 'recorder', (recorder) => (recorder.region === 'us-east-2' ? { ...recorder, recording: false } : recorder)), /recorder of AWS Config in us-east-2 is stopped/],
    ['SEC-C6', 'one region has no recorder', changed(sound, 'recorder', (recorder) => (recorder.region === 'us-west-2' ? null : recorder)), /records nothing in us-west-2/],
    ['SEC-C6', 'the data bucket writes no access logs', changed(sound, 'bucket', (bucket) => ({ ...bucket, accessLogs: null })), /bucket files writes no access logs/],
    ['SEC-C8', 'a plain parameter holds a password', [...sound, { kind: 'parameter', id: 'p', account: '1', region: 'us-west-2', name: '/x', type: 'String', keyId: null, looksLike: 'its value looks like a password' }], /parameter \/x .* looks like a password/],
  ];

  it.each(rows)('%s is refuted when %s', (id, _, facts, why) => {
    const judged = claim(facts, id);
    expect(judged).toMatchObject({ result: 'refuted', why: expect.stringMatching(why) });
    expect(facts.some((fact) => judged.evidence === `facts.ndjson#${fact.id}`)).toBe(true);
  });

  it.each(['DR-C1', 'DR-C2', 'DR-C5', 'DR-C6', 'DR-C7', 'DR-C8', 'DR-C9', 'DR-C10', 'SEC-C1', 'SEC-C2', 'SEC-C3', 'SEC-C4', 'SEC-C6', 'SEC-C8'])('%s is confirmed for a sound account, with its id and the path of the evidence', (id) => {
    const judged = claim(sound, id);
    expect(judged).toMatchObject({ result: 'confirmed', why: expect.stringMatching(/said of the settings of sandbox account 111111111111 only$/) });
    expect(judged.rests.every((path) => sound.some((fact) => path === `facts.ndjson#${fact.id}`))).toBe(true);
    expect(judged.evidence).toBe(judged.rests[0]);
  });

  it('DR-C4 would be confirmed where every store can be brought to any second of 120 days', () => {
    const windows = ['DR-S5', 'DR-S1', 'DR-S3'].map((store): Fact => ({ kind: 'window', id: `window/${store}`, account: '1', region: 'r', store, how: 'a wonder', days: 120 }));
    expect(claim([...changed(sound, 'window', () => null), ...windows], 'DR-C4').result).toBe('confirmed');
  });
});

describe('a claim stays open', () => {
  it.each([
    ['DR-C1', 'bucket'], ['DR-C2', 'point'], ['DR-C5', 'plan'], ['DR-C6', 'vault'], ['DR-C7', 'key'], ['DR-C8', 'bucket'], ['DR-C9', 'point'], ['DR-C10', 'plan'], ['SEC-C1', 'resource'], ['SEC-C2', 'bucket'], ['SEC-C3', 'resource'], ['SEC-C4', 'principal'], ['SEC-C6', 'bucket'], ['SEC-C6', 'event-history'], ['SEC-C8', 'parameter'],
  ])('%s when a %s could not be read, though all that was read is sound', (id, about) => {
    expect(claim([...sound, { kind: 'unread', id: 'u', account: '1', region: 'r', about, what: 'something', why: 'AccessDenied' }], id)).toMatchObject({ result: 'open', why: expect.stringContaining('something (AccessDenied)') });
  });

  it.each(['DR-C3', 'DR-C11', 'DR-C12', 'SEC-C5', 'SEC-C7'])('%s, with its reason, when settings cannot show it', (id) => {
    expect(claim(sound, id)).toMatchObject({ result: 'open', why: expect.stringMatching(/\w{3,} \w+/) });
  });

  it('SEC-C6 when trails, recorders or the setting of access logs could not be read', () => {
    const without = (kind: 'trail' | 'recorder'): Fact[] => [...changed(sound, kind, () => null), { kind: 'unread', id: 'u', account: '1', region: 'r', about: kind, what: 'something', why: 'AccessDenied' }];
    expect(claim(without('trail'), 'SEC-C6')).toMatchObject({ result: 'open', why: expect.stringMatching(/^the trails were not read; /) });
    expect(claim(without('recorder'), 'SEC-C6')).toMatchObject({ result: 'open', why: expect.stringMatching(/^the recorders of AWS Config were not read; trail all logs/) });
    expect(claim(changed(sound, 'bucket', (bucket) => ({ ...bucket, accessLogs: null, accessLogsRead: false })), 'SEC-C6')).toMatchObject({ result: 'open', why: expect.stringContaining('whether bucket files writes access logs was not read') });
  });

  it('DR-C3, and names the run that answered it', () => {
    const earlier: Fact = { kind: 'earlier', id: 'earlier/0007', account: '1', region: 'global', claim: 'DR-C3', run: '0007-rds-loss', result: 'refuted', why: 'it took 6 h', at: '' };
    expect(claim([...sound, earlier], 'DR-C3')).toMatchObject({ result: 'open', why: expect.stringContaining('run 0007-rds-loss says refuted: it took 6 h'), evidence: 'facts.ndjson#earlier/0007' });
  });

  it('when no store was found, or when one could not be looked at', () => {
    for (const id of ['DR-C1', 'DR-C2', 'DR-C4', 'DR-C7', 'SEC-C1', 'SEC-C2']) expect(claim([], id).result).toBe('open');
    const lost = changed(sound, 'store', (store) => ({ ...store, gap: 'the pointer leads nowhere', resource: null, arn: null }));
    for (const id of ['DR-C2', 'DR-C7', 'DR-C8', 'DR-C9', 'DR-C10']) expect(claim(lost, id)).toMatchObject({ result: 'open', why: expect.stringContaining('leads nowhere') });
  });

  it('when the audit has no test of it', () => {
    const [only] = judgeAudit(knownOf({ ...SCOPE, claims: [{ id: 'OWN-1', text: 'ours' }] }, sound)).claims;
    expect(only).toMatchObject({ result: 'open', evidence: null });
  });
});
