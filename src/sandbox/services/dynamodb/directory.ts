import type { Place, SandboxContext } from '../../service.ts';
import { tableArn } from './arns.ts';
import type { TableDirectory, TableShape } from './engine/item-engine.ts';
import type { Table } from './model.ts';
import { stateOf } from './state.ts';

const SHAPES = new WeakMap<Table, TableShape>();

/** What the engine asks while it writes, for one account and region; `expires` hears of expiry times. */
export function directoryOf({ catalogue }: Pick<SandboxContext, 'catalogue'>, place: Place, expires: (ref: string, atSeconds: number) => void): TableDirectory {
  const state = stateOf(catalogue);
  return {
    find: (name) => {
      const table = state.find(tableArn(place, name));
      return table && (table.state === 'ACTIVE' || table.state === 'UPDATING') ? shapeOf(table) : null;
    },
    keeps: (ref, fromMicros) => (state.byRef(ref)?.pitr ?? null) !== null || (state.positions(ref).at(-1) ?? -1) >= fromMicros,
    expires,
  };
}

/** A table as the engine sees it; the same object as long as nothing of the table changes. */
export function shapeOf(table: Table): TableShape {
  const known = SHAPES.get(table);
  if (known) return known;
  const { design, ref, ttl } = table;
  const shape: TableShape = {
    ref,
    TableName: design.name,
    AttributeDefinitions: design.attributes,
    KeySchema: design.keySchema,
    GlobalSecondaryIndexes: design.globalIndexes.filter(({ status }) => status !== 'DELETING'),
    LocalSecondaryIndexes: design.localIndexes,
    ttlAttribute: ttl === null || ttl.status === 'DISABLING' ? null : ttl.attribute,
  };
  SHAPES.set(table, shape);
  return shape;
}
