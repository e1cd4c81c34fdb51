import { afterEach, beforeEach, expect, test } from 'vitest';
import { rdsWithInstance, refused, type FakeRds } from '../testing/fake-rds.ts';

let rds: FakeRds;
const GROUP = { DBParameterGroupName: 'portal-postgres18' };
const set = (ParameterName: string, ParameterValue: string, ApplyMethod = 'immediate') => rds.run('ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName, ParameterValue, ApplyMethod }] });
const applied = async () => rds.engine.server(await rds.ref('portal-db')).applied;
const applyStatus = async () => ((await rds.told('portal-db'))['DBParameterGroups'] as readonly { readonly ParameterApplyStatus: string }[])[0]?.ParameterApplyStatus;

beforeEach(async () => {
  rds = await rdsWithInstance();
  await rds.run('CreateDBParameterGroup', { ...GROUP, DBParameterGroupFamily: 'postgres18', Description: 'portal' });
});
afterEach(() => rds.close());

test('a group reaches the server at the next reboot; after it dynamic values arrive at once and static ones wait again', async () => {
  await set('log_min_duration_statement', '500');
  await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', ...GROUP });
  expect([await applyStatus(), await applied()]).toEqual(['pending-reboot', {}]);
  await rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db' });
  await rds.pass(60);
  expect([await applyStatus(), await applied()]).toEqual(['in-sync', { log_min_duration_statement: '500' }]);
  await set('work_mem', '8192');
  expect(await applyStatus()).toBe('applying');
  await rds.pass(1);
  expect([await applyStatus(), await applied()]).toEqual(['in-sync', { log_min_duration_statement: '500', work_mem: '8192' }]);
  await set('max_connections', '50', 'pending-reboot');
  expect([await applyStatus(), (await applied())['max_connections']]).toEqual(['pending-reboot', undefined]);
  await rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db' });
  await rds.pass(60);
  expect([await applyStatus(), (await applied())['max_connections']]).toEqual(['in-sync', '50']);
  await rds.run('ResetDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'work_mem', ApplyMethod: 'immediate' }] });
  await rds.pass(1);
  expect(await applied()).toEqual({ log_min_duration_statement: '500', max_connections: '50' });
});

test('a value with which the server does not start leaves the instance with incompatible parameters until it is taken back', async () => {
  await set('max_connections', '50', 'pending-reboot');
  await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', ...GROUP });
  rds.engine.failing.set('start', 'invalid value for max_connections');
  await rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db' });
  await rds.pass(60);
  expect(await rds.told('portal-db')).toMatchObject({ DBInstanceStatus: 'incompatible-parameters', StatusInfos: [{ Message: 'invalid value for max_connections' }] });
  rds.engine.failing.clear();
  await rds.run('ResetDBParameterGroup', { ...GROUP, ResetAllParameters: true });
  await rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db' });
  await rds.pass(60);
  expect([(await rds.told('portal-db'))['DBInstanceStatus'], await applied()]).toEqual(['available', {}]);
});

test('values are told with their source, and the defaults of the family without a group', async () => {
  await set('rds.force_ssl', '0');
  const own = await rds.run('DescribeDBParameters', { ...GROUP, Source: 'user' });
  expect(own['Parameters']).toEqual([expect.objectContaining({ ParameterName: 'rds.force_ssl', ParameterValue: '0', Source: 'user', ApplyType: 'dynamic', ApplyMethod: 'immediate' })]);
  expect(await rds.run('DescribeEngineDefaultParameters', { DBParameterGroupFamily: 'postgres18' })).toMatchObject({ EngineDefaults: { DBParameterGroupFamily: 'postgres18', Parameters: expect.arrayContaining([expect.objectContaining({ ParameterName: 'rds.force_ssl', ParameterValue: '1', Source: 'system' })]) as unknown[] } });
  expect(await rds.run('DescribeDBParameterGroups', {})).toMatchObject({ DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18' }, { DBParameterGroupName: 'portal-postgres18' }] });
});

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  ['an unknown parameter', 'ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'colour', ParameterValue: '1' }] }, 'InvalidParameterValue'],
  ['a static one at once', 'ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'max_connections', ParameterValue: '50', ApplyMethod: 'immediate' }] }, 'InvalidParameterCombination'],
  ['one that nobody may change', 'ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'fsync', ParameterValue: '0' }] }, 'InvalidParameterValue'],
  ['a value outside its range', 'ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'work_mem', ParameterValue: '1' }] }, 'InvalidParameterValue'],
  ['a word for a number', 'ModifyDBParameterGroup', { ...GROUP, Parameters: [{ ParameterName: 'work_mem', ParameterValue: 'much' }] }, 'InvalidParameterValue'],
  ['the default group', 'ModifyDBParameterGroup', { DBParameterGroupName: 'default.postgres18', Parameters: [{ ParameterName: 'work_mem', ParameterValue: '8192' }] }, 'InvalidDBParameterGroupState'],
  ['a group that is not there', 'DescribeDBParameters', { DBParameterGroupName: 'none' }, 'DBParameterGroupNotFound'],
  ['another family', 'CreateDBParameterGroup', { DBParameterGroupName: 'other', DBParameterGroupFamily: 'mysql8.0', Description: 'x' }, 'InvalidParameterValue'],
  ['a name that is taken', 'CreateDBParameterGroup', { ...GROUP, DBParameterGroupFamily: 'postgres18', Description: 'x' }, 'DBParameterGroupAlreadyExists'],
  ['one subnet for a subnet group', 'CreateDBSubnetGroup', { DBSubnetGroupName: 's', DBSubnetGroupDescription: 'd', SubnetIds: ['subnet-01234567'] }, 'DBSubnetGroupDoesNotCoverEnoughAZs'],
  ['a subnet in words', 'CreateDBSubnetGroup', { DBSubnetGroupName: 's', DBSubnetGroupDescription: 'd', SubnetIds: ['a', 'b'] }, 'InvalidSubnet'],
  ['a missing option group', 'DeleteOptionGroup', { OptionGroupName: 'none' }, 'OptionGroupNotFoundFault'],
  ['the default subnet group', 'DeleteDBSubnetGroup', { DBSubnetGroupName: 'default' }, 'InvalidDBSubnetGroupStateFault'],
])('%s is refused', async (_, operation, input, code) => {
  expect((await refused(rds.run(operation, input)))[0]).toBe(code);
});

test('a group in use is not deleted', async () => {
  await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', ...GROUP });
  expect((await refused(rds.run('DeleteDBParameterGroup', GROUP)))[0]).toBe('InvalidDBParameterGroupState');
  await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', DBParameterGroupName: 'default.postgres18' });
  await rds.run('DeleteDBParameterGroup', GROUP);
  expect((await refused(rds.run('DescribeDBParameterGroups', GROUP)))[0]).toBe('DBParameterGroupNotFound');
});
