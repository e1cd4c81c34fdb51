import { dateOfMicros } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { placeOf, pointFor, vaultFor } from '../access.ts';
import { shortlyMicros } from '../durations.ts';
import { backupErrors } from '../errors.ts';
import { moment, need, only, text, type Input } from '../input.ts';
import { isInUse } from '../jobs/remove-point.ts';
import type { Kinds } from '../kinds.ts';
import { deleteAt, expiryDue, lifecycleView, readLifecycle } from '../lifecycle.ts';
import { requireNotHeld } from '../legal-holds.ts';
import { POINTS, VAULTS, type Point, type Vault } from '../model.ts';
import { page } from '../page.ts';
import { pointOfResourceView, pointView } from '../views/point-views.ts';
import { requireUnlocked } from '../vault-lock.ts';
import { within } from './filters.ts';

const BUSY = 'AWS Backup is already performing an action on this recovery point. It can\'t perform the action you requested until the first action finishes. Try again later.';

/** Recovery points. */
export function pointOperations(kinds: Kinds): Readonly<Record<string, Operation>> {
  return {
    ListRecoveryPointsByBackupVault: (call, input) => listByVault(call, input, kinds),
    ListRecoveryPointsByResource: (call, input) => listByResource(call, input, kinds),
    DescribeRecoveryPoint: (call, input) => pointView({ context: call, kinds }, named(call, input, 'DescribeRecoveryPoint')),
    GetRecoveryPointRestoreMetadata: (call, input) => {
      const point = named(call, input, 'GetRecoveryPointRestoreMetadata');
      return { BackupVaultArn: point.vaultArn, RecoveryPointArn: point.id, ResourceType: point.type, RestoreMetadata: kinds.of(point.type).restoreMetadata(call, point.artifact) };
    },
    DeleteRecoveryPoint: deletePoint,
    UpdateRecoveryPointLifecycle: updateLifecycle,
    DisassociateRecoveryPoint: (call, input) => disassociate(call, input, kinds),
  };
}

function named(call: Call, input: Input, action: string): Point {
  const other = text(input, 'BackupVaultAccountId');
  if (other !== undefined && other !== call.caller.account) throw backupErrors.unsupported('vaults that another account shares (BackupVaultAccountId)');
  return pointFor(call, { vault: need(input, 'BackupVaultName'), arn: need(input, 'RecoveryPointArn') }, action);
}

function vaultOf(call: Call, point: Point): Vault {
  const vault = VAULTS.find(call.catalogue, point.vaultArn);
  if (!vault) throw backupErrors.noSuchVault(point.vault);
  return vault;
}

function listByVault(call: Call, input: Input, kinds: Kinds): object {
  only(input, ['BackupVaultName', 'BackupVaultAccountId', 'NextToken', 'MaxResults', 'ByResourceArn', 'ByResourceType', 'ByBackupPlanId', 'ByCreatedBefore', 'ByCreatedAfter'], 'ListRecoveryPointsByBackupVault');
  const vault = vaultFor(call, need(input, 'BackupVaultName'), 'ListRecoveryPointsByBackupVault');
  const [resource, type, plan] = [text(input, 'ByResourceArn'), text(input, 'ByResourceType'), text(input, 'ByBackupPlanId')];
  const [after, before] = [moment(input, 'ByCreatedAfter'), moment(input, 'ByCreatedBefore')];
  const points = POINTS.of(call.catalogue, vault).filter((point) => point.vaultArn === vault.id && (resource === undefined || resource === point.resource) && (type === undefined || type === point.type)
    && (plan === undefined || plan === point.creator?.planId) && within(point.created, after, before));
  const { rows, ...next } = page(points, input);
  return { RecoveryPoints: rows.map((point) => pointView({ context: call, kinds }, point)), ...next };
}

function listByResource(call: Call, input: Input, kinds: Kinds): object {
  const { account, region } = placeOf(call);
  const points = POINTS.ofResource(call.catalogue, need(input, 'ResourceArn')).filter((point) => point.account === account && point.region === region);
  const { rows, ...next } = page(points, input);
  return { RecoveryPoints: rows.map((point) => pointOfResourceView({ context: call, kinds }, point)), ...next };
}

/** Asynchronous: DELETING first, then gone. */
function deletePoint(call: Call, input: Input): void {
  const point = named(call, input, 'DeleteRecoveryPoint');
  requireUnlocked(vaultOf(call, point), 'deleted');
  requireNotHeld(call.catalogue, point, 'deleted');
  if (point.state === 'CREATING' || point.state === 'DELETING' || isInUse(call, point)) throw backupErrors.invalidState(BUSY);
  POINTS.put(call.catalogue, { ...point, state: 'DELETING', due: call.time.nowMicros() + shortlyMicros(call, 60) });
  call.time.changed();
}

function updateLifecycle(call: Call, input: Input): object {
  const point = named(call, input, 'UpdateRecoveryPointLifecycle');
  requireUnlocked(vaultOf(call, point), 'changed');
  const lifecycle = readLifecycle(input['Lifecycle']);
  if (point.continuous) throw backupErrors.invalidRequest('The lifecycle of a continuous backup is set by its backup rule.');
  if (point.state !== 'COMPLETED') throw backupErrors.invalidRequest(`Recovery point ${point.id} is ${point.state}; its lifecycle cannot be changed.`);
  const next = { ...point, lifecycle };
  const end = deleteAt(next);
  POINTS.put(call.catalogue, { ...next, due: expiryDue(next) });
  call.time.changed();
  return { BackupVaultArn: point.vaultArn, RecoveryPointArn: point.id, Lifecycle: lifecycleView(lifecycle), ...(end === null ? {} : { CalculatedLifecycle: { DeleteAt: dateOfMicros(end) } }) };
}

/** Takes a continuous point out of AWS Backup; the resource's own service goes on keeping it as it was told to. */
function disassociate(call: Call, input: Input, kinds: Kinds): void {
  const point = named(call, input, 'DisassociateRecoveryPoint');
  requireUnlocked(vaultOf(call, point), 'disassociated');
  requireNotHeld(call.catalogue, point, 'disassociated');
  if (!point.continuous) throw backupErrors.invalidRequest('Only continuous recovery points can be disassociated.');
  if (point.state === 'CREATING' || point.state === 'DELETING' || isInUse(call, point)) throw backupErrors.invalidState(BUSY);
  call.catalogue.transaction(() => {
    kinds.of(point.type).continuous?.end(call, point.artifact);
    POINTS.remove(call.catalogue, point.id);
  });
}
