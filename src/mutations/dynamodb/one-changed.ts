import type { MutationModule } from '#contract/modules';
import type { WireItem } from '#stores/dynamodb/wire-item';
import { itemsAfterRePoint, settledItem } from './after-re-point.ts';

/** One item comes back with one number changed. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 'dynamodb',
  title: 'one item comes back with one number changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...itemsAfterRePoint(async (items, table, context) => {
    const { item, name } = await settledItem(items, table, context);
    await items.put(table, changed(item));
    context.say(`sabotage: one number of ${name} was changed`);
    return [name];
  }),
};

/** The last digit of its first number; an item without numbers gets one. */
function changed(item: WireItem): WireItem {
  const [name, value] = Object.entries(item).find(([, one]) => 'N' in one) ?? ['redrillSabotage', { N: '0' }];
  const digits = 'N' in value ? value.N : '0';
  return { ...item, [name]: { N: digits.endsWith('1') ? `${digits.slice(0, -1)}2` : `${digits.slice(0, -1)}1` } };
}
