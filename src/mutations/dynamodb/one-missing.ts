import type { MutationModule } from '#contract/modules';
import { itemsAfterRePoint, settledItem } from './after-re-point.ts';

/** One item of thousands does not come back. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 'dynamodb',
  title: 'one item does not come back',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  ...itemsAfterRePoint(async (items, table, context) => {
    const { key, name } = await settledItem(items, table, context);
    await items.delete(table, key);
    context.say(`sabotage: ${name} did not come back`);
    return [name];
  }),
};
