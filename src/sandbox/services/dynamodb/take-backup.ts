import type { SandboxContext } from '../../service.ts';
import { newBackupArn } from './arns.ts';
import { storeOf } from './engine-of.ts';
import type { Backup, BackupKind, Table } from './model.ts';
import { stateOf } from './state.ts';

interface Wanted {
  readonly kind: BackupKind;
  readonly name: string;
  readonly jobId?: string;
  /** Id of a backup that has no ARN of its own. */
  readonly id?: string;
  readonly expires?: number | null;
  readonly keyArn?: string | null;
}

/** A backup of a table as it is now, in state CREATING and not yet kept: from here on the engine leaves it what it needs. */
export async function backupNow(context: SandboxContext, table: Table, wanted: Wanted): Promise<Backup> {
  const store = await storeOf(context, table);
  const positionMicros = store.mark();
  const { items, bytes } = store.size(table.ref);
  return { ...backupAt(context, table, { ...wanted, positionMicros }), size: { items, bytes } };
}

/** The same of an earlier moment, within point-in-time recovery. */
export function backupAt(context: SandboxContext, table: Table, { positionMicros, ...wanted }: Wanted & { readonly positionMicros: number }): Backup {
  stateOf(context.catalogue).hold(table.ref, positionMicros);
  const now = Math.floor(context.time.nowMicros());
  return {
    id: wanted.id ?? newBackupArn(table, table.design.name, now), account: table.account, region: table.region, resource: table.resource, state: 'CREATING', due: null, created: now,
    kind: wanted.kind, name: wanted.name, jobId: wanted.jobId ?? null, tableId: table.id, tableCreated: table.created, design: table.design,
    features: { stream: table.stream, ttl: table.ttl }, store: { account: table.account, region: table.region }, position: { ref: table.ref, positionMicros, below: null },
    size: { items: 0, bytes: 0 }, keyArn: wanted.keyArn ?? table.design.keyArn, expires: wanted.expires ?? null,
  };
}
