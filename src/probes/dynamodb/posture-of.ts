import type { Posture } from '#contract/events';
import type { TableSettings } from '#stores/dynamodb/table-settings';

/** What a definition cannot say. */
export interface TableState {
  /** Whether those who follow the table's changes read the stream it has now; null where nobody follows. */
  readonly streamFollowed: boolean | null;
  /** `plan/rule -> vault` of every backup rule that selects the table. */
  readonly backedUpBy: readonly string[];
}

/** A table's settings as a comparable document. Name, id and ARNs are left out: they change with a restore. */
export function postureOf(settings: TableSettings, state: TableState): Posture {
  return { ...documentedPosture(settings), streamFollowed: state.streamFollowed, backedUpBy: [...state.backedUpBy].sort() };
}

/** The part that a definition can say. */
export function documentedPosture(settings: TableSettings): Posture {
  const types = new Map(settings.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keyText = (schema: TableSettings['KeySchema']): string => schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${types.get(AttributeName) ?? '?'} ${KeyType}`).join(', ');
  const indexes = (kind: string, list: TableSettings['GlobalSecondaryIndexes']): readonly string[] => list.map(({ IndexName, KeySchema, Projection }) => `${kind} ${IndexName}: ${keyText(KeySchema)}; ${[Projection.ProjectionType, ...[...Projection.NonKeyAttributes].sort()].join(' ')}`);
  return {
    key: keyText(settings.KeySchema),
    indexes: [...indexes('global', settings.GlobalSecondaryIndexes), ...indexes('local', settings.LocalSecondaryIndexes)].sort(),
    billingMode: settings.BillingMode,
    tableClass: settings.TableClass,
    kmsKey: settings.SSESpecification?.KMSMasterKeyId ?? null,
    stream: settings.StreamSpecification?.StreamViewType ?? null,
    timeToLive: settings.TimeToLiveSpecification?.AttributeName ?? null,
    pointInTimeRecoveryDays: settings.PointInTimeRecoverySpecification?.RecoveryPeriodInDays ?? 0,
    deletionProtection: settings.DeletionProtectionEnabled,
    tags: settings.Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
  };
}
