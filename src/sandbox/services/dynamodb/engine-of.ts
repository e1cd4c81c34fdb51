import type { Catalogue, Place, SandboxContext } from '../../service.ts';
import { directoryOf } from './directory.ts';
import type { ItemEngine, ItemStore } from './engine/item-engine.ts';
import { openItemEngine } from './engine/open-item-engine.ts';
import { Expiries } from './expiries.ts';

/** What runs beside a catalogue: the items of all tables, and the next expiry of each. */
export interface Data {
  readonly engine: ItemEngine;
  readonly expiries: Expiries;
}

const DATA = new WeakMap<Catalogue, Data>();

/** The data of a sandbox; stores are opened when they are first needed. */
export function dataOf(context: SandboxContext): Data {
  const known = DATA.get(context.catalogue);
  if (known) return known;
  const expiries = new Expiries({ nowMicros: () => context.time.nowMicros(), changed: () => context.time.changed() });
  const engine = openItemEngine(context, (place) => directoryOf(context, place, (ref, atSeconds) => expiries.note(ref, atSeconds)));
  const data = { engine, expiries };
  DATA.set(context.catalogue, data);
  return data;
}

/** The items of an account in a region. */
export function storeOf(context: SandboxContext, { account, region }: Place): Promise<ItemStore> {
  return dataOf(context).engine.store({ account, region });
}
