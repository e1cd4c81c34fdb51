import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

let fake: FakeKind;
let backup: FakeBackup;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db', { backup: 'daily', tier: 'gold' }), fakeThing('other-db', { backup: 'weekly' }), fakeThing('bare-db'));
  backup = openFakeBackup([fake.kind]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
});

afterEach(() => {
  expect(backup.log).toEqual([]);
  backup.close();
});

const rule = (more: object = {}): object => ({ RuleName: 'r', TargetBackupVaultName: 'daily', ScheduleExpression: 'cron(0 5 * * ? *)', ...more });
const plan = (...rules: object[]): Promise<Record<string, unknown>> => backup.run('CreateBackupPlan', { BackupPlan: { BackupPlanName: 'portal', Rules: rules } });
const select = (planId: unknown, selection: object): Promise<Record<string, unknown>> => backup.run('CreateBackupSelection', { BackupPlanId: planId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, ...selection } });
const jobs = async (): Promise<readonly Record<string, unknown>[]> => ((await backup.run('ListBackupJobs', {}))['BackupJobs'] as Record<string, unknown>[]).toReversed();
const started = async (): Promise<string[]> => (await jobs()).map((job) => `${(job['CreationDate'] as Date).toISOString().slice(0, 16)} ${String(job['ResourceName'])}`);
const byTag = { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] };

describe('schedules in drill time', () => {
  test.each<[string, string, { readonly zone?: string; readonly until: string }, readonly string[]]>([
    ['every day', 'cron(0 5 * * ? *)', { until: '2026-03-13T00:00:00Z' }, ['2026-03-11T05:00', '2026-03-12T05:00']],
    ['the last day of the month', 'cron(0 5 L * ? *)', { until: '2026-05-15T00:00:00Z' }, ['2026-03-31T05:00', '2026-04-30T05:00']],
    ['Sundays, day 1 of AWS', 'cron(0 5 ? * 1 *)', { until: '2026-03-24T00:00:00Z' }, ['2026-03-15T05:00', '2026-03-22T05:00']],
    ['a time zone', 'cron(0 5 * * ? *)', { zone: 'America/New_York', until: '2026-03-12T12:00:00Z' }, ['2026-03-11T09:00', '2026-03-12T09:00']],
    ['a rate', 'rate(1 day)', { until: '2026-03-12T18:00:00Z' }, ['2026-03-11T12:00', '2026-03-12T12:00']],
  ])('%s', async (_title, ScheduleExpression, { zone, until }, expected) => {
    const { BackupPlanId } = await plan(rule({ ScheduleExpression, ...(zone === undefined ? {} : { ScheduleExpressionTimezone: zone }) }));
    await select(BackupPlanId, byTag);
    await backup.advance(until);
    expect(await started()).toEqual(expected.map((at) => `${at} portal-db`));
    expect((await jobs()).map((job) => job['State'])).toEqual(expected.map(() => 'COMPLETED'));
  });

  test('survive a restart, follow an update, and end with the selection', async () => {
    const { BackupPlanId, VersionId } = await plan(rule());
    const { SelectionId } = await select(BackupPlanId, byTag);
    await backup.advance('2026-03-11T06:00:00Z');
    backup = backup.reopen();
    await backup.advance('2026-03-12T06:00:00Z');
    const updated = await backup.run('UpdateBackupPlan', { BackupPlanId, BackupPlan: { BackupPlanName: 'portal', Rules: [rule({ ScheduleExpression: 'cron(0 22 * * ? *)' })] } });
    await backup.advance('2026-03-13T00:00:00Z');
    expect(await started()).toEqual(['2026-03-11T05:00 portal-db', '2026-03-12T05:00 portal-db', '2026-03-12T22:00 portal-db']);
    const creators = (await jobs()).map((job) => job['CreatedBy'] as Record<string, unknown>);
    expect(creators.map((one) => one['BackupPlanVersion'])).toEqual([VersionId, VersionId, updated['VersionId']]);
    expect(creators[0]).toMatchObject({ BackupPlanId, BackupPlanName: 'portal', BackupRuleName: 'r', BackupRuleCron: 'cron(0 5 * * ? *)', BackupRuleTimezone: 'Etc/UTC' });
    expect(new Set(creators.map((one) => one['BackupRuleId'])).size).toBe(1);
    await expect(backup.run('DeleteBackupPlan', { BackupPlanId })).rejects.toMatchObject({ code: 'InvalidRequestException' });
    await backup.run('DeleteBackupSelection', { BackupPlanId, SelectionId });
    await backup.advance('2026-03-20T00:00:00Z');
    expect(await started()).toHaveLength(3);
    await backup.run('DeleteBackupPlan', { BackupPlanId });
    await expect(backup.run('GetBackupPlan', { BackupPlanId })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect((await backup.run('ListBackupPlans', { IncludeDeleted: true }))['BackupPlansList']).toHaveLength(1);
  });

  test('a plan tells its rules, versions and next runs', async () => {
    const { BackupPlanId, VersionId } = await plan(rule({ Lifecycle: { DeleteAfterDays: 60 }, RecoveryPointTags: { by: 'plan' } }));
    const got = await backup.run('GetBackupPlan', { BackupPlanId, MaxScheduledRunsPreview: 2 });
    expect(got['BackupPlan']).toMatchObject({ Rules: [{ StartWindowMinutes: 480, CompletionWindowMinutes: 10_080, Lifecycle: { DeleteAfterDays: 60 }, EnableContinuousBackup: false, RecoveryPointTags: { by: 'plan' } }] });
    expect((got['ScheduledRunsPreview'] as { ExecutionTime: Date }[]).map(({ ExecutionTime }) => ExecutionTime.toISOString())).toEqual(['2026-03-11T05:00:00.000Z', '2026-03-12T05:00:00.000Z']);
    backup.context.settings.set('duration-factor', 1);
    await backup.advance(60);
    await backup.run('UpdateBackupPlan', { BackupPlanId, BackupPlan: { BackupPlanName: 'portal', Rules: [rule()] } });
    expect((await backup.run('ListBackupPlanVersions', { BackupPlanId }))['BackupPlanVersionsList']).toHaveLength(2);
    expect((await backup.run('GetBackupPlan', { BackupPlanId, VersionId }))['BackupPlan']).toMatchObject({ Rules: [{ Lifecycle: { DeleteAfterDays: 60 } }] });
  });
});

describe('selections', () => {
  const ARN = 'arn:aws:rds:us-west-2:111111111111:db:';
  test.each<[string, object, readonly string[]]>([
    ['ARNs with wildcards', { Resources: [`${ARN}*-db`], NotResources: [`${ARN}other*`] }, ['bare-db', 'portal-db']],
    ['any of several tags', { ListOfTags: [...byTag.ListOfTags, { ConditionType: 'STRINGEQUALS', ConditionKey: 'aws:ResourceTag/backup', ConditionValue: 'weekly' }] }, ['other-db', 'portal-db']],
    ['all of several conditions', { Resources: ['*'], Conditions: { StringLike: [{ ConditionKey: 'aws:ResourceTag/backup', ConditionValue: '*ly' }], StringNotEquals: [{ ConditionKey: 'aws:ResourceTag/tier', ConditionValue: 'gold' }] } }, ['other-db']],
    ['conditions alone, of everything', { Conditions: { StringEquals: [{ ConditionKey: 'aws:ResourceTag/tier', ConditionValue: 'gold' }] } }, ['portal-db']],
    ['a condition that nothing without the tag meets', { Conditions: { StringNotLike: [{ ConditionKey: 'aws:ResourceTag/backup', ConditionValue: 'd*' }] } }, ['bare-db', 'other-db']],
  ])('%s', async (_title, selection, expected) => {
    const { BackupPlanId } = await plan(rule());
    const { SelectionId } = await select(BackupPlanId, selection);
    expect((await backup.run('GetBackupSelection', { BackupPlanId, SelectionId }))['BackupSelection']).toMatchObject(selection);
    await backup.advance('2026-03-11T12:00:00Z');
    expect((await jobs()).map((job) => String(job['ResourceName'])).sort()).toEqual(expected);
  });

  test('a resource that two selections take is backed up once', async () => {
    const { BackupPlanId } = await plan(rule());
    await select(BackupPlanId, byTag);
    await select(BackupPlanId, { SelectionName: 'again', Resources: [`${ARN}portal-db`] });
    await backup.advance('2026-03-11T12:00:00Z');
    expect(await started()).toEqual(['2026-03-11T05:00 portal-db']);
  });
});

describe('what is refused', () => {
  test.each<[string, object, string]>([
    ['a vault that does not exist', { TargetBackupVaultName: 'none' }, 'InvalidParameterValueException'],
    ['five fields of cron', { ScheduleExpression: 'cron(0 5 * * ?)' }, 'InvalidParameterValueException'],
    ['more than one run an hour', { ScheduleExpression: 'cron(0/30 * * * ? *)' }, 'InvalidParameterValueException'],
    ['an unknown time zone', { ScheduleExpressionTimezone: 'Nowhere/City' }, 'InvalidParameterValueException'],
    ['a start window below an hour', { StartWindowMinutes: 59 }, 'InvalidParameterValueException'],
    ['a completion window within the start window', { StartWindowMinutes: 120, CompletionWindowMinutes: 120 }, 'InvalidParameterValueException'],
    ['36 days of continuous backup', { EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 36 } }, 'InvalidParameterValueException'],
    ['continuous backup for ever', { EnableContinuousBackup: true }, 'InvalidParameterValueException'],
    ['cold storage', { Lifecycle: { MoveToColdStorageAfterDays: 7, DeleteAfterDays: 120 } }, 'InvalidParameterValueException'],
    ['an index, which is not served', { IndexActions: [{ ResourceTypes: ['S3'] }] }, 'InvalidParameterValueException'],
    ['a rule without a name', { RuleName: undefined }, 'MissingParameterValueException'],
    ['a copy to what is no vault', { CopyActions: [{ DestinationBackupVaultArn: 'arn:aws:s3:::x' }] }, 'InvalidParameterValueException'],
  ])('%s', async (_title, bad, code) => {
    await expect(plan(rule(bad))).rejects.toMatchObject({ code, status: 400 });
  });

  test('a role that AWS Backup cannot assume, an empty selection and a condition on no tag', async () => {
    const { BackupPlanId } = await plan(rule());
    await expect(select(BackupPlanId, { ...byTag, IamRoleArn: 'arn:aws:iam::111111111111:role/nobody' })).rejects.toMatchObject({ code: 'InvalidParameterValueException', message: expect.stringContaining('cannot be assumed by AWS Backup') });
    await expect(select(BackupPlanId, { ...byTag, IamRoleArn: ROLE.replace('111111111111', '222222222222') })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    await expect(select(BackupPlanId, {})).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    await expect(select(BackupPlanId, { Conditions: { StringEquals: [{ ConditionKey: 'aws:RequestTag/x', ConditionValue: 'y' }] } })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});
