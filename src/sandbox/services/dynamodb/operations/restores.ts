import { isDate } from '#kit/dates';
import { isoMicros } from '#kit/time';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { Call, Operation } from '../../../service.ts';
import { parseTableArn, tableArn } from '../arns.ts';
import { globalIndex, type GlobalInput } from '../design.ts';
import { keyOf } from '../encryption.ts';
import { errors } from '../errors.ts';
import { only, placeOf, type Input } from '../lookup.ts';
import type { Backup, LocalIndex, Table, TableDesign, Throughput } from '../model.ts';
import { windowOf } from '../pitr-window.ts';
import { beginRestore } from '../restore-table.ts';
import { stateOf } from '../state.ts';
import { tableOutput } from '../table-output.ts';
import { backupAt } from '../take-backup.ts';
import { backupFor } from './backups.ts';

const OVERRIDES = ['BillingModeOverride', 'GlobalSecondaryIndexOverride', 'LocalSecondaryIndexOverride', 'ProvisionedThroughputOverride', 'SSESpecificationOverride'];

/** Restores: always a new table, without tags, stream, time to live, deletion protection and point-in-time recovery (aws-facts.md 2.3). */
export const restoreOperations: Readonly<Record<string, Operation>> = {
  RestoreTableFromBackup: restoreFromBackup,
  RestoreTableToPointInTime: restoreToPointInTime,
};

async function restoreFromBackup(call: Call, input: Input): Promise<object> {
  only(input, ['TargetTableName', 'BackupArn', ...OVERRIDES], 'RestoreTableFromBackup');
  const backup = backupFor(call, input, 'RestoreTableFromBackup');
  const name = targetName(call, input, 'RestoreTableFromBackup');
  if (backup.state !== 'AVAILABLE') throw errors.backupBusy(backup.id);
  requireKey(call, backup.keyArn);
  const table = beginRestore(call, { at: placeOf(call), design: restoredDesign(call, input, { source: backup.design, name }), from: backup, sourceBackupArn: backup.id, atMicros: backup.created });
  return { TableDescription: await tableOutput(call, table) };
}

async function restoreToPointInTime(call: Call, input: Input): Promise<object> {
  only(input, ['SourceTableArn', 'SourceTableName', 'TargetTableName', 'UseLatestRestorableTime', 'RestoreDateTime', ...OVERRIDES], 'RestoreTableToPointInTime');
  const source = sourceTable(call, input);
  const name = targetName(call, input, 'RestoreTableToPointInTime');
  if (source.pitr === null) throw errors.noPitr(source.design.name);
  const atMicros = restoreMoment(call, input, source);
  if (source.region !== call.region && input['SSESpecificationOverride'] === undefined) throw errors.validation('SSESpecificationOverride must be specified when a table is restored to another Region');
  requireKey(call, source.design.keyArn);
  const from: Backup = backupAt(call, source, { kind: 'BASE', id: 'base', name: source.design.name, positionMicros: atMicros });
  const table = beginRestore(call, { at: placeOf(call), design: restoredDesign(call, input, { source: source.design, name }), from, sourceBackupArn: null, atMicros });
  return { TableDescription: await tableOutput(call, table) };
}

function sourceTable(call: Call, input: Input): Table {
  const [name, given] = [input['SourceTableName'], input['SourceTableArn']];
  if ((name === undefined) === (given === undefined)) throw errors.validation('Exactly one of SourceTableName and SourceTableArn must be specified');
  const arn = typeof given === 'string' ? given : tableArn(placeOf(call), String(name));
  const parsed = parseTableArn(arn);
  if (!parsed) throw errors.validation(`Invalid SourceTableArn: ${arn.slice(0, 200)}`);
  call.authorise('dynamodb:RestoreTableToPointInTime', arn, { account: parsed.account, policy: null });
  if (regionFaultsOf(call.catalogue).severs(parsed.region, call.region)) throw errors.serverError();
  const table = stateOf(call.catalogue).find(arn);
  if (!table || table.state === 'DELETING') throw errors.noSource(parsed.name);
  return table;
}

function targetName(call: Call, input: Input, action: string): string {
  const name = String(input['TargetTableName'] ?? '');
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw errors.validation(`1 validation error detected: Value '${name.slice(0, 60)}' at 'targetTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+, with a length from 3 to 255`);
  const arn = tableArn(placeOf(call), name);
  call.authorise(`dynamodb:${action}`, arn, { account: call.caller.account, policy: null });
  if (stateOf(call.catalogue).find(arn)) throw errors.targetExists(name);
  return name;
}

/** The moment to restore, which must lie in the window. */
function restoreMoment(call: Call, input: Input, { pitr }: Table): number {
  const wanted = input['RestoreDateTime'];
  const latest = input['UseLatestRestorableTime'] === true;
  if (latest === isDate(wanted)) throw errors.validation('Exactly one of UseLatestRestorableTime and RestoreDateTime must be specified');
  const window = pitr ? windowOf(pitr, call.time.nowMicros()) : { earliestMicros: 0, latestMicros: 0 };
  if (!isDate(wanted)) return window.latestMicros;
  const micros = wanted.getTime() * 1000;
  // clients read the window's ends to the millisecond
  if (micros < Math.floor(window.earliestMicros / 1000) * 1000 || micros > window.latestMicros) throw errors.restoreTime(`RestoreDateTime ${isoMicros(micros)} must lie between ${isoMicros(window.earliestMicros)} and ${isoMicros(window.latestMicros)}`);
  return micros;
}

function requireKey(call: Call, keyArn: string | null): void {
  const problem = keyArn === null ? null : call.keys.problem(keyArn, 'decrypt', call.caller);
  if (problem) throw errors.keyDenied(problem);
}

/** The design of the source with what the request overrides. Indexes can only be left out, not added. */
function restoredDesign(call: Call, input: Input, { source, name }: { readonly source: TableDesign; readonly name: string }): TableDesign {
  const billing = input['BillingModeOverride'];
  const throughput = (input['ProvisionedThroughputOverride'] ?? source.throughput) as Throughput | null;
  if (billing === 'PROVISIONED' && throughput === null) throw errors.validation('One or more parameter values were invalid: ProvisionedThroughputOverride must be specified when BillingModeOverride is PROVISIONED');
  const onDemand = billing === 'PAY_PER_REQUEST' || (billing === undefined && throughput === null);
  const globals = input['GlobalSecondaryIndexOverride'] as readonly GlobalInput[] | undefined;
  const locals = input['LocalSecondaryIndexOverride'] as readonly LocalIndex[] | undefined;
  requireAmong(globals, source.globalIndexes, 'GlobalSecondaryIndexOverride');
  requireAmong(locals, source.localIndexes, 'LocalSecondaryIndexOverride');
  return {
    ...source, name,
    throughput: onDemand ? null : throughput,
    globalIndexes: globals ? globals.map((index) => globalIndex(index, { status: 'ACTIVE', onDemand })) : source.globalIndexes.map((index) => ({ ...index, status: 'ACTIVE' as const, throughput: onDemand ? null : index.throughput ?? throughput })),
    localIndexes: locals ? source.localIndexes.filter(({ IndexName }) => locals.some((one) => one.IndexName === IndexName)) : source.localIndexes,
    keyArn: input['SSESpecificationOverride'] === undefined ? source.keyArn : keyOf(call, input['SSESpecificationOverride']),
  };
}

function requireAmong(wanted: readonly { readonly IndexName: string }[] | undefined, known: readonly { readonly IndexName: string }[], member: string): void {
  const other = wanted?.find(({ IndexName }) => !known.some((one) => one.IndexName === IndexName));
  if (other) throw errors.validation(`One or more parameter values were invalid: ${member} names the index ${other.IndexName}, which the source does not have`);
}
