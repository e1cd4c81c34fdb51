import { describe, expect, it } from 'vitest';
import { addSeconds } from '#kit/time';
import type { Fact } from './facts.ts';
import type { AuditFinding } from './findings/finding.ts';
import { judgeAudit } from './judge-audit.ts';
import { knownOf } from './known.ts';
import { changed, NOW, resource, SCOPE, soundAccount } from './testing/sound-account.ts';

const sound = soundAccount();

function findings(facts: readonly Fact[]): readonly AuditFinding[] {
  return judgeAudit(knownOf(SCOPE, facts)).findings;
}

function one(facts: readonly Fact[], cause: string): AuditFinding | undefined {
  return findings(facts).find((finding) => finding.cause.startsWith(cause));
}

describe('findings of an audit', () => {
  it('name the contradiction of 120, 60 and 35 days with what the vaults really keep and a wording that would be true', () => {
    expect(one(sound, 'documents.120-60-35')).toMatchObject({ severity: 'high', claim: 'DR-C4', detail: expect.stringContaining('the vaults keep daily points for 60 days; DR-S1 to any second of 35 days'), edit: expect.stringContaining('set DeleteAfterDays of the plan\'s rules to 120') });
  });

  it('count the worst loss as gap, duration of the job and lag of the copy, for each kind of loss', () => {
    // daily points that take ten minutes: 24 h 10 min; the copies take an hour longer
    const lagging = changed(sound, 'point', (point) => (point.copiedFrom === null ? point : { ...point, completedAt: addSeconds(point.createdAt, 4200) }));
    const found = one(lagging, 'rpo-worst');
    expect(found).toMatchObject({ severity: 'high', title: expect.stringMatching(/could lose 25 h 10 min of writes/), detail: expect.stringMatching(/the resource alone 24 h 10 min.*its region 25 h 10 min.*its account 25 h 10 min.*24 h \(documented\) and 4 h \(house\)/) });
  });

  it('keep their id from one audit to the next, and end with a fact each', () => {
    const [first, again] = [findings(sound), findings(sound)];
    expect(first.map(({ id }) => id)).toEqual(again.map(({ id }) => id));
    expect(new Set(first.map(({ id }) => id)).size).toBe(first.length);
    for (const { rests } of first) expect(rests.length).toBeGreaterThan(0);
  });

  const rows: readonly (readonly [string, string, Fact[], object])[] = [
    ['a store that no plan takes', 'store.untaken', changed(sound, 'plan', (plan) => ({ ...plan, selections: [{ name: 'tagged', by: 'tag backup=daily', takes: ['arn:aws:s3:::files'] }] })), { store: 'DR-S1', edit: expect.stringContaining('tag backup=daily') }],
    ['a plan whose tag matches nothing', 'plan.takes-nothing', changed(sound, 'plan', (plan) => ({ ...plan, selections: [{ name: 'tagged', by: 'tag backup=daly', takes: [] }] })), { severity: 'high', detail: expect.stringContaining('tag backup=daly') }],
    ['a resource beside the stores', 'resource.untaken', [...sound, resource('dynamodb', 'forgotten', {})], { severity: 'medium', title: expect.stringContaining('forgotten') }],
    ['a continuous rule that promises more than 35 days', 'plan.continuous-too-long', changed(sound, 'plan', (plan) => ({ ...plan, rules: [{ ...plan.rules[0], name: 'pitr', continuous: true, deleteAfterDays: 120 } as never] })), { claim: 'DR-C4' }],
    ['advanced features of DynamoDB that are off', 'settings.dynamodb', [...changed(sound, 'backup-settings', (settings) => ({ ...settings, managed: {} })), resource('dynamodb', 'table', {})], { claim: 'DR-C7' }],
    ['a vault without a point', 'vault.empty', changed(sound, 'point', (point) => (point.vault === 'far' ? null : point)), { title: 'Vault far is empty' }],
    ['an isolated vault that is not locked', 'vault.lock', changed(sound, 'vault', (vault) => ({ ...vault, lock: null })), { severity: 'high' }],
    ['a point that is only partly there', 'points.unclean', changed(sound, 'point', (point) => (point.id === 'point/daily/DR-S5/59' ? { ...point, status: 'PARTIAL', message: '3 objects were skipped' } : point)), { detail: expect.stringContaining('3 objects were skipped') }],
    ['a key that is about to be deleted', 'key.', changed(sound, 'key', (key) => (key.id === 'key/far' ? { ...key, state: 'PendingDeletion', deletionAt: NOW } : key)), { title: expect.stringMatching(/^120 recovery points cannot be restored: its key .* is PendingDeletion/) }],
    ['a key of an account that is none of the platform\'s', 'key.', changed(sound, 'key', (key) => (key.id === 'key/isolated' ? { ...key, account: '999999999999' } : key)), { title: expect.stringContaining('belongs to account 999999999999') }],
    ['a copy that failed', 'copies.failed', [...sound, { kind: 'copy-run', id: 'c', account: '1', region: 'r', fromVault: 'a', toVault: 'b', source: 's', copy: null, resourceArn: 'arn:x', state: 'FAILED', message: 'access denied', startedAt: NOW, endedAt: NOW }], { detail: expect.stringContaining('access denied') }],
    ['a legal hold', 'hold.', [...sound, { kind: 'legal-hold', id: 'h', account: '1', region: 'r', hold: 'x', title: 'case 7', status: 'ACTIVE' }], { severity: 'low' }],
    ['secrets that no backup holds', 'configuration.parameters', [...sound, { kind: 'configuration', id: 'c', account: '1', region: 'us-west-2', what: 'parameters', names: ['/a', '/b'] }], { title: 'No backup holds the 2 parameters' }],
    ['an index whose sources have no copy in a separate account', 'search.no-separate-copy', sound, { store: 'DR-S3', claim: 'DR-C9' }],
    ['a point that came back as something else', 'restore.different', [...sound, { kind: 'restore', id: 'r', account: '1', region: 'r', store: 'DR-S5', point: 'p', pointCreatedAt: NOW, ageDays: 40, outcome: 'different', detail: '2 are missing', restoreSeconds: 1, workSeconds: 1, compared: null, marks: null }], { detail: expect.stringContaining('40 days old): 2 are missing') }],
  ];

  it.each(rows)('tell of %s', (_, cause, facts, expected) => {
    expect(one(facts, cause)).toMatchObject(expected);
  });

  it('are silent about what is sound', () => {
    const causes = findings(sound).map(({ cause }) => cause.split('.').slice(0, 2).join('.')).toSorted();
    expect([...new Set(causes)]).toEqual(['configuration.keys that recovery points rest on', 'documents.120-60-35', 'documents.inside-or-separate', 'rpo-worst', 'search.no-separate-copy']);
  });
});
