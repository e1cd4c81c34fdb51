import type { Binding, DrillContext } from '#contract/modules';
import { isoMicros } from '#kit/time';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { withItems } from '#stores/dynamodb/with-dynamodb';

/** Items whose time has passed and that are still there, and since when the oldest has expired; reads only the one attribute. */
export async function countExpired(context: DrillContext, { resource, region, attribute }: Pick<Binding, 'resource' | 'region'> & { readonly attribute: string }): Promise<{ readonly items: number; readonly oldest: string | null }> {
  const now = context.clock.nowMicros() / 1e6;
  let items = 0;
  let oldest = Number.POSITIVE_INFINITY;
  await withItems(context.targets.access('drill-observer', region), (table) => table.scan(resource, { scanner: new PageScanner({ key: [attribute] }), only: [attribute], consistent: false, signal: context.signal }, (item) => {
    const text = item.text(0);
    if (text === null || !(Number(text) <= now)) return;
    items += 1;
    oldest = Math.min(oldest, Number(text));
  }));
  return { items, oldest: items === 0 ? null : isoMicros(oldest * 1e6) };
}
