import { AwsError } from '../../service.ts';
import type { Snapshot } from './model.ts';
import type { EbsState } from './state.ts';

/** The map that a snapshot gets by sabotage, with one reference; all that the API tells of the snapshot stays as it was. Inside `change` only. */
export function damagedMap({ store }: EbsState, snapshot: Snapshot, { mode, other }: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other: Snapshot | null }): number {
  const blocks = [...(snapshot.map === null ? [] : store.mapOf(snapshot.map) ?? [])];
  switch (mode) {
    case 'empty': return store.putMap(new Map());
    case 'truncate': return store.putMap(new Map(blocks.slice(0, blocks.length >> 1)));
    case 'swap': {
      if (other === null || other.map === null) throw new AwsError('InvalidParameterValueException', 'A swap needs another snapshot whose content is there.');
      store.retainMap(other.map);
      return other.map;
    }
  }
}
