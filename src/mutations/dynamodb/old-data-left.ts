import type { MutationModule } from '#contract/modules';
import { itemName } from '#stores/dynamodb/item-name';
import { itemsAfterRePoint, settledItem } from './after-re-point.ts';

/** The restore went into a target that still held items of another time: some that nobody expects are among the right ones. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 'dynamodb',
  title: 'the target still holds items of an older time',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.unexpected' },
  ...itemsAfterRePoint(async (items, table, context) => {
    const { key } = await settledItem(items, table, context);
    // The first attribute of the key stays a partition of today, the last one says which item.
    const last = Object.keys(key).at(-1) ?? 'sk';
    const old = [1, 2, 3].map((n) => ({ ...key, [last]: { S: `OLD-2019-${n}` } }));
    await items.writeMany(table, old.map((one, n) => ({ put: { ...one, updatedAt: { S: `2019-05-0${n + 1}T00:00:00.000000Z` } } })));
    context.say('sabotage: three items of an older time were left in the table');
    return old.map((one) => itemName(Object.values(one).map((value) => ('S' in value ? value.S : ''))));
  }),
};
