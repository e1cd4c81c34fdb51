import { afterEach, beforeEach, expect, test } from 'vitest';
import { dateOfMicros } from '#kit/dates';
import { seededRandom } from '#kit/random';
import { storeOf } from './engine-of.ts';
import { content, dynamodbWithTable, HERE, item, type FakeDynamodb } from './testing/fake-dynamodb.ts';

let fake: FakeDynamodb;
beforeEach(async () => { fake = await dynamodbWithTable('docs'); });
afterEach(() => fake.close());

const pitr = (PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number): Promise<unknown> =>
  fake.run('UpdateContinuousBackups', { TableName: 'docs', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, ...(RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays }) } });
const put = (pk: string, n: number): Promise<unknown> => fake.run('PutItem', { TableName: 'docs', Item: item(pk, { n, owner: `o${n % 3}`, updatedAt: String(n) }) });
const restored = async (target: string, atMicros: number): Promise<Readonly<Record<string, unknown>>> => {
  await fake.run('RestoreTableToPointInTime', { SourceTableName: 'docs', TargetTableName: target, RestoreDateTime: dateOfMicros(atMicros) });
  await fake.pass(1300);
  return content(fake, target);
};
/** Number of images that are kept of what items once were. */
const past = async (): Promise<number> => (await storeOf(fake.context, HERE)).trim(await ref(), () => true);
const ref = async (): Promise<string> => (await fake.run('DescribeTable', { TableName: 'docs' }) as { readonly Table: { readonly TableId: string } }).Table.TableId.replaceAll('-', '').slice(-12);
const itemsOf = async (ref: string): Promise<number> => {
  let items = 0;
  for await (const part of (await storeOf(fake.context, HERE)).images({ ref, positionMicros: fake.nowMicros() + 1_000_000 })) items += part.length;
  return items;
};

test('point-in-time recovery gives exactly the items of any second, whatever was written, overwritten, deleted or given back since', async () => {
  const random = seededRandom('pitr');
  const model = new Map<string, unknown>();
  const states = new Map<number, Record<string, unknown>>();
  await put('before', 1);
  await pitr(true);
  model.set('before', (await content(fake, 'docs'))['before']);
  for (let second = 0; second < 120; second += 1) {
    await fake.pass(1);
    for (let write = 0; write < 5; write += 1) {
      const pk = `k${Math.floor(random() * 25)}`;
      if (random() < 0.25) {
        await fake.run('DeleteItem', { TableName: 'docs', Key: item(pk) });
        model.delete(pk);
      } else {
        await put(pk, second * 10 + write);
        model.set(pk, item(pk, { n: second * 10 + write, owner: `o${(second * 10 + write) % 3}`, updatedAt: String(second * 10 + write) }));
      }
    }
    states.set(fake.nowMicros() + 999_000, Object.fromEntries(model));
  }
  await fake.pass(400);
  const moments = [...states.keys()];
  for (let round = 0; round < 6; round += 1) {
    const at = moments[Math.floor(random() * moments.length)] ?? 0;
    expect(await restored(`at-${round}`, at)).toEqual(states.get(at));
  }
});

test('many backups of a table that hardly changes keep only what changed between them, and nothing once they are deleted', async () => {
  for (let n = 0; n < 200; n += 1) await put(`k${n}`, n);
  const arns: string[] = [];
  for (let day = 0; day < 60; day += 1) {
    const made = await fake.run('CreateBackup', { TableName: 'docs', BackupName: `day-${day}` }) as { readonly BackupDetails: { readonly BackupArn: string } };
    arns.push(made.BackupDetails.BackupArn);
    await fake.pass(86_400);
    await put(`k${day % 5}`, 1000 + day);
    // written twice within a day: nobody can ask for what was there in between
    await put(`k${day % 5}`, 2000 + day);
  }
  expect(await past()).toBe(60);
  await fake.run('RestoreTableFromBackup', { TargetTableName: 'first', BackupArn: arns[0] });
  await fake.run('RestoreTableFromBackup', { TargetTableName: 'later', BackupArn: arns[33] });
  await fake.pass(1300);
  const [first, later] = [await content(fake, 'first'), await content(fake, 'later')];
  expect(first['k3']).toEqual(item('k3', { n: 3, owner: 'o0', updatedAt: '3' }));
  // day 28 was the last before it that wrote k3
  expect(later['k3']).toMatchObject({ n: { N: '2028' } });
  expect(Object.keys(later)).toHaveLength(200);
  for (const BackupArn of arns) await fake.run('DeleteBackup', { BackupArn });
  await fake.pass(2 * 86_400);
  expect(await past()).toBe(0);
});

test('what falls out of the window of point-in-time recovery is forgotten, and so is everything once it is off', async () => {
  await pitr(true, 3);
  for (let day = 0; day < 10; day += 1) {
    await put('k', day);
    await fake.pass(86_400);
  }
  expect(await past()).toBeLessThan(6);
  expect((await restored('old', fake.nowMicros() - 2 * 86_400_000_000))['k']).toMatchObject({ n: { N: '7' } });
  await pitr(false);
  await fake.pass(2 * 86_400);
  expect(await past()).toBe(0);
});

test('the items of a deleted table stay as long as one backup needs them, also when a table of its name is there again, and then leave the disk', async () => {
  const oldRef = await ref();
  await put('mine', 1);
  const made = await fake.run('CreateBackup', { TableName: 'docs', BackupName: 'one' }) as { readonly BackupDetails: { readonly BackupArn: string } };
  await fake.pass(100);
  await fake.run('DeleteTable', { TableName: 'docs' });
  await fake.pass(60);
  const { BackupArn } = made.BackupDetails;
  await fake.run('RestoreTableFromBackup', { TargetTableName: 'docs', BackupArn });
  await fake.pass(1300);
  await put('later', 2);
  fake = await fake.reopen();
  await fake.run('RestoreTableFromBackup', { TargetTableName: 'again', BackupArn });
  await fake.pass(1300);
  expect(Object.keys(await content(fake, 'again'))).toEqual(['mine']);
  const { n: deleted } = fake.context.catalogue.db.prepare("SELECT count(*) AS n FROM dynamodb_table WHERE state = 'DELETED'").get() as { readonly n: number };
  expect([deleted, await itemsOf(oldRef)]).toEqual([1, 1]);
  await fake.run('DeleteBackup', { BackupArn });
  await fake.pass(2 * 86_400);
  expect([fake.context.catalogue.db.prepare("SELECT count(*) AS n FROM dynamodb_table WHERE state = 'DELETED'").get(), await itemsOf(oldRef)]).toEqual([{ n: 0 }, 0]);
});
