import type { Call, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { backedTable, type Input } from '../lookup.ts';
import type { Pitr, Table } from '../model.ts';
import { windowOf } from '../pitr-window.ts';
import { stateOf } from '../state.ts';
import { at } from '../times.ts';

const MOST_DAYS = 35;

/** Point-in-time recovery. ContinuousBackupsStatus is always ENABLED; only PointInTimeRecoveryStatus tells. */
export const continuousBackupOperations: Readonly<Record<string, Operation>> = {
  DescribeContinuousBackups: (call, input) => described(call, backedTable(call, input, 'DescribeContinuousBackups')),
  UpdateContinuousBackups: updateContinuousBackups,
};

function updateContinuousBackups(call: Call, input: Input): object {
  const table = backedTable(call, input, 'UpdateContinuousBackups');
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } = (input['PointInTimeRecoverySpecification'] ?? {}) as { readonly PointInTimeRecoveryEnabled?: boolean; readonly RecoveryPeriodInDays?: number };
  if (typeof enabled !== 'boolean') throw errors.validation('1 validation error detected: Value null at \'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled\' failed to satisfy constraint: Member must not be null');
  if (days !== undefined && (!enabled || !Number.isInteger(days) || days < 1 || days > MOST_DAYS)) throw errors.validation(`RecoveryPeriodInDays must be a whole number from 1 to ${MOST_DAYS}, with point-in-time recovery enabled`);
  if (table.state !== 'ACTIVE') throw errors.tableBusy(table.design.name, table.state.toLowerCase());
  const now = Math.floor(call.time.nowMicros());
  const state = stateOf(call.catalogue);
  const next = state.put({ ...table, pitr: enabled ? pitrOf(table.pitr, days, now) : null });
  // what was kept for point-in-time recovery alone is looked through, and from then on every day
  state.trimLater(table.ref, table, now);
  call.time.changed();
  return described(call, next);
}

function pitrOf(known: Pitr | null, days: number | undefined, nowMicros: number): Pitr {
  if (known === null) return { days: days ?? MOST_DAYS, floorMicros: nowMicros };
  return days === undefined || days === known.days ? known : { days, floorMicros: windowOf(known, nowMicros).earliestMicros };
}

function described(call: Call, { pitr }: Table): object {
  const window = pitr && windowOf(pitr, call.time.nowMicros());
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: pitr ? 'ENABLED' : 'DISABLED',
        ...(pitr ? { RecoveryPeriodInDays: pitr.days } : {}), ...at('EarliestRestorableDateTime', window?.earliestMicros), ...at('LatestRestorableDateTime', window?.latestMicros),
      },
    },
  };
}
