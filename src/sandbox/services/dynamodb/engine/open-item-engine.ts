import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Place, SandboxContext } from '../../../service.ts';
import { openDynaliteStore } from './dynalite-store.ts';
import type { ItemEngine, ItemStore, TableDirectory } from './item-engine.ts';

/** The engine of a sandbox: a LevelDB folder for each account and region below `<state>/dynamodb`. */
export function openItemEngine({ state, time }: Pick<SandboxContext, 'state' | 'time'>, directoryOf: (place: Place) => TableDirectory): ItemEngine {
  const stores = new Map<string, Promise<ItemStore>>();
  let closed = false;
  return {
    store: (place) => {
      const name = `${place.account}-${place.region}`;
      const known = stores.get(name);
      if (known) return known;
      if (closed) return Promise.reject(new Error(`the items of ${name} were asked for while the sandbox closes`));
      const folder = join(state, 'dynamodb', name);
      mkdirSync(join(state, 'dynamodb'), { recursive: true, mode: 0o700 });
      const opened = openDynaliteStore({ folder, directory: directoryOf(place), nowMicros: () => time.nowMicros() });
      // a folder that cannot be opened now may be opened later
      opened.catch(() => stores.delete(name));
      stores.set(name, opened);
      return opened;
    },
    close: async () => {
      closed = true;
      for (const store of stores.values()) await (await store).close();
    },
  };
}
