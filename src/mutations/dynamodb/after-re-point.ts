import type { Binding, DrillContext, MutationModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable, keyOf } from '#stores/dynamodb/describe-table';
import type { DynamoDb } from '#stores/dynamodb/dynamodb';
import { itemName } from '#stores/dynamodb/item-name';
import { MARK_PREFIX } from '#stores/dynamodb/mark-key';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import type { WireItem } from '#stores/dynamodb/wire-item';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { withSpoilt } from '../with-spoilt.ts';

type Around = Pick<Required<MutationModule>, 'kind' | 'step' | 'around'>;

/** A restore that goes wrong behind a step of the runbook. `spoil` may give the names of the items that it spoilt. */
export function afterStep(step: string, spoil: (context: DrillContext, restored: Binding) => Promise<readonly string[] | void>): Around {
  return {
    kind: 'restore',
    step,
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      return withSpoilt(result, await spoil(context, context.candidate(store.id)));
    },
  };
}

/** One that goes wrong where no release check looks: after the last step that changes the store. */
export function itemsAfterRePoint(spoil: (items: DynamoDb, table: string, context: DrillContext) => Promise<readonly string[] | void>): Around {
  return afterStep('dynamodb.re-point', (context, { resource, region }) => withItems(context.targets.access('platform-admin', region), (items) => spoil(items, resource, context)));
}

/** A whole item that never expires and that nobody has written for longest: its loss or change is nobody's doing but ours. */
export async function settledItem(items: DynamoDb, table: string, context: DrillContext): Promise<{ readonly key: WireItem; readonly item: WireItem; readonly name: string }> {
  // Where it serves by now, which a recovery may have changed.
  const { region } = context.candidate(context.config.platform.stores.find(({ service }) => service === 'dynamodb')?.id ?? '');
  const key = keyOf((await describeTable(context.targets.access('platform-admin', region), table)) ?? {});
  let oldest: { readonly at: string; readonly key: readonly string[] } | null = null;
  const scanner = new PageScanner({ key, also: ['updatedAt', 'expiresAt'] });
  await items.scan(table, { scanner }, (item) => {
    const at = item.text(key.length);
    if (at === null || item.text(key.length + 1) !== null || item.begins(0, MARK_PREFIX) || (oldest !== null && at >= oldest.at)) return;
    oldest = { at, key: key.map((_, i) => item.text(i) ?? '') };
  });
  const chosen = oldest as { readonly key: readonly string[] } | null;
  const found: WireItem = Object.fromEntries(key.map((name, i) => [name, { S: chosen?.key[i] ?? '' }]));
  const item = chosen === null ? null : await items.get(table, found);
  if (chosen === null || item === null) throw new RedrillError('mutation.nothing-to-spoil', `${table} holds no settled item to spoil`, { actor: 'platform' });
  return { key: found, item, name: itemName(chosen.key) };
}
