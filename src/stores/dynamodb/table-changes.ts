import type { TableSettings } from './table-settings.ts';

/** A change that a table needs so that it is as its definition says. Each is a request of its own: DynamoDB takes one kind at a time. */
export type TableChange =
  | { readonly kind: 'billing' | 'class' | 'encryption' | 'stream-off' | 'stream' | 'time-to-live' | 'point-in-time-recovery' | 'protection' }
  | { readonly kind: 'time-to-live-off'; readonly attribute: string }
  | { readonly kind: 'tags'; readonly tags: TableSettings['Tags'] };

/**
 * What has to be changed, protection last; empty when nothing. What is stronger already stays so. Keys and indexes come with the restore and
 * are not made here. `wanted` names its key by ARN.
 */
export function tableChanges(found: TableSettings, wanted: TableSettings): readonly TableChange[] {
  const tags = wanted.Tags.filter(({ Key, Value }) => !found.Tags.some((tag) => tag.Key === Key && tag.Value === Value));
  return [
    ...(found.BillingMode === wanted.BillingMode ? [] : [{ kind: 'billing' } as const]),
    ...(found.TableClass === wanted.TableClass ? [] : [{ kind: 'class' } as const]),
    ...(wanted.SSESpecification === null || found.SSESpecification?.KMSMasterKeyId === wanted.SSESpecification.KMSMasterKeyId ? [] : [{ kind: 'encryption' } as const]),
    ...streamChanges(found, wanted),
    ...ttlChanges(found, wanted),
    ...pitrChanges(found, wanted),
    ...(tags.length === 0 ? [] : [{ kind: 'tags', tags } as const]),
    ...(found.DeletionProtectionEnabled || !wanted.DeletionProtectionEnabled ? [] : [{ kind: 'protection' } as const]),
  ];
}

/** The view of a stream that is on cannot be changed: off and on again, which gives it another ARN. */
function streamChanges({ StreamSpecification: found }: TableSettings, { StreamSpecification: wanted }: TableSettings): readonly TableChange[] {
  if (wanted === null || found?.StreamViewType === wanted.StreamViewType) return [];
  return [...(found === null ? [] : [{ kind: 'stream-off' } as const]), { kind: 'stream' }];
}

function ttlChanges({ TimeToLiveSpecification: found }: TableSettings, { TimeToLiveSpecification: wanted }: TableSettings): readonly TableChange[] {
  if (wanted === null || found?.AttributeName === wanted.AttributeName) return [];
  return [...(found === null ? [] : [{ kind: 'time-to-live-off', attribute: found.AttributeName } as const]), { kind: 'time-to-live' }];
}

function pitrChanges({ PointInTimeRecoverySpecification: found }: TableSettings, { PointInTimeRecoverySpecification: wanted }: TableSettings): readonly TableChange[] {
  return wanted === null || (found !== null && found.RecoveryPeriodInDays >= wanted.RecoveryPeriodInDays) ? [] : [{ kind: 'point-in-time-recovery' }];
}
