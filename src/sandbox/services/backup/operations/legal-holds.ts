import { dateOfMicros } from '#kit/dates';
import { uuid } from '#kit/ids';
import { AwsError, type Call, type Operation } from '../../../service.ts';
import { findVault, placeOf } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { madeBefore, remember } from '../idempotent.ts';
import { moment, need, only, tagsOf, texts, whole, type Input } from '../input.ts';
import { holdMicros } from '../jobs/step-hold.ts';
import type { Kinds } from '../kinds.ts';
import { holding } from '../legal-holds.ts';
import { LEGAL_HOLDS, POINTS, type LegalHold, type Point } from '../model.ts';
import { page } from '../page.ts';
import { at, some } from '../views/times.ts';
import { within } from './filters.ts';

const MOST_HOLDS = 50;
const HELD_STATES: ReadonlySet<string> = new Set(['COMPLETED', 'AVAILABLE']);

/** Legal holds: what they cover neither expires nor can be deleted until they are canceled. Copies made later are not covered. */
export function legalHoldOperations(kinds: Kinds): Readonly<Record<string, Operation>> {
  return {
    CreateLegalHold: (call, input) => createHold(call, input, kinds),
    GetLegalHold: (call, input) => {
      const hold = holdFor(call, input);
      return { ...holdView(hold), ...some('CancelDescription', hold.cancelDescription), ...at('RetainRecordUntil', hold.state === 'CANCELED' ? hold.due : null), RecoveryPointSelection: selectionView(hold) };
    },
    ListLegalHolds: (call, input) => {
      const { rows, ...next } = page(LEGAL_HOLDS.of(call.catalogue, placeOf(call)), input);
      return { LegalHolds: rows.map(holdView), ...next };
    },
    CancelLegalHold: cancelHold,
    ListRecoveryPointsByLegalHold: (call, input) => {
      const held = holdFor(call, input).points.flatMap((id) => POINTS.find(call.catalogue, id) ?? []);
      const { rows, ...next } = page(held, input);
      return { RecoveryPoints: rows.map(memberView), ...next };
    },
  };
}

function createHold(call: Call, input: Input, kinds: Kinds): object {
  only(input, ['Title', 'Description', 'IdempotencyToken', 'RecoveryPointSelection', 'Tags'], 'CreateLegalHold');
  const [title, description] = [need(input, 'Title'), need(input, 'Description')];
  const known = madeBefore(call, 'CreateLegalHold', input);
  const before = known === null ? null : LEGAL_HOLDS.find(call.catalogue, known);
  if (before) return answer(before);
  const place = placeOf(call);
  if (holding(call.catalogue, place).length >= MOST_HOLDS) throw new AwsError('LimitExceededException', `An account can have at most ${MOST_HOLDS} legal holds.`);
  const selection = readSelection(call, (input['RecoveryPointSelection'] ?? {}) as Input, kinds);
  const created = call.time.nowMicros();
  const hold: LegalHold = {
    id: uuid(), ...place, resource: '', state: 'CREATING', due: created + holdMicros(call), created, title, description, selection,
    points: POINTS.of(call.catalogue, place).filter((point) => covers(selection, point)).map(({ id }) => id),
    cancelDescription: null, canceled: null, retainDays: null, tags: tagsOf(input['Tags']),
  };
  call.catalogue.transaction(() => {
    LEGAL_HOLDS.put(call.catalogue, hold);
    remember(call, 'CreateLegalHold', { input, made: hold.id });
  });
  call.time.changed();
  return answer(hold);
}

function readSelection(call: Call, input: Input, kinds: Kinds): LegalHold['selection'] {
  only(input, ['VaultNames', 'ResourceIdentifiers', 'DateRange'], 'RecoveryPointSelection');
  const [vaults, resources] = [texts(input, 'VaultNames'), texts(input, 'ResourceIdentifiers')];
  if (vaults.length + resources.length === 0) throw backupErrors.missingParameter('RecoveryPointSelection.VaultNames or RecoveryPointSelection.ResourceIdentifiers');
  const unknown = vaults.find((name) => !findVault(call.catalogue, placeOf(call), name));
  if (unknown !== undefined) throw backupErrors.noSuchVault(unknown);
  const bad = resources.find((one) => !one.startsWith('arn:aws:') && !kinds.all.some(({ type }) => type === one));
  if (bad !== undefined) throw backupErrors.invalidParameter(`Invalid ResourceIdentifiers: ${bad} is neither an ARN nor one of ${kinds.all.map(({ type }) => type).join(', ')}.`);
  const range = (input['DateRange'] ?? {}) as Input;
  only(range, ['FromDate', 'ToDate'], 'DateRange');
  const [from, to] = [moment(range, 'FromDate') ?? null, moment(range, 'ToDate') ?? null];
  if ((from === null) !== (to === null)) throw backupErrors.missingParameter(from === null ? 'DateRange.FromDate' : 'DateRange.ToDate');
  if (from !== null && to !== null && from > to) throw backupErrors.invalidParameter('DateRange.FromDate must not be later than DateRange.ToDate.');
  return { vaults, resources, from, to };
}

function covers({ vaults, resources, from, to }: LegalHold['selection'], point: Point): boolean {
  return HELD_STATES.has(point.state) && (vaults.length === 0 || vaults.includes(point.vault))
    && (resources.length === 0 || resources.includes(point.resource) || resources.includes(point.type)) && within(point.created, from ?? undefined, to ?? undefined);
}

function cancelHold(call: Call, input: Input): void {
  only(input, ['LegalHoldId', 'CancelDescription', 'RetainRecordInDays'], 'CancelLegalHold');
  const hold = holdFor(call, input);
  const cancelDescription = need(input, 'CancelDescription');
  const retainDays = input['RetainRecordInDays'] === undefined ? null : whole(input, 'RetainRecordInDays', { min: 0, max: 36_500, otherwise: 0 });
  if (hold.state !== 'ACTIVE') throw backupErrors.invalidState(`Legal hold ${hold.id} is ${hold.state} and cannot be canceled.`);
  const now = call.time.nowMicros();
  LEGAL_HOLDS.put(call.catalogue, { ...hold, state: 'CANCELING', cancelDescription, retainDays, canceled: now, due: now + holdMicros(call) });
  call.time.changed();
}

function holdFor(call: Call, input: Input): LegalHold {
  const id = need(input, 'LegalHoldId');
  const hold = LEGAL_HOLDS.find(call.catalogue, id);
  const { account, region } = placeOf(call);
  if (!hold || hold.account !== account || hold.region !== region) throw backupErrors.notFound(`Legal hold ${id} cannot be found.`);
  return hold;
}

function holdView(hold: LegalHold): object {
  return {
    Title: hold.title, Status: hold.state, Description: hold.description, LegalHoldId: hold.id, LegalHoldArn: `arn:aws:backup:${hold.region}:${hold.account}:legal-hold:${hold.id}`,
    ...at('CreationDate', hold.created), ...at('CancellationDate', hold.canceled),
  };
}

function answer(hold: LegalHold): object {
  return { ...holdView(hold), RecoveryPointSelection: selectionView(hold) };
}

function selectionView({ selection: { vaults, resources, from, to } }: LegalHold): object {
  return {
    ...(vaults.length === 0 ? {} : { VaultNames: vaults }), ...(resources.length === 0 ? {} : { ResourceIdentifiers: resources }),
    ...(from === null || to === null ? {} : { DateRange: { FromDate: dateOfMicros(from), ToDate: dateOfMicros(to) } }),
  };
}

function memberView(point: Point): object {
  return { RecoveryPointArn: point.id, ResourceArn: point.resource, ResourceType: point.type, BackupVaultName: point.vault };
}
