import { expect, it } from 'vitest';
import { sampleTable } from './testing/sample-table.ts';
import { tableChanges } from './table-changes.ts';

const kinds = (...sides: Parameters<typeof tableChanges>): readonly string[] => tableChanges(...sides).map(({ kind }) => kind);

it('asks for everything that no restore brings, and for nothing where all is as documented', () => {
  const restored = sampleTable({ StreamSpecification: null, TimeToLiveSpecification: null, PointInTimeRecoverySpecification: null, Tags: [] });
  expect(kinds(restored, sampleTable({ DeletionProtectionEnabled: true }))).toEqual(['stream', 'time-to-live', 'point-in-time-recovery', 'tags', 'protection']);
  expect(kinds(sampleTable(), sampleTable())).toEqual([]);
});

it('leaves what is stronger, and tags that the definition does not know', () => {
  const stronger = sampleTable({ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 }, Tags: [...sampleTable().Tags, { Key: 'more', Value: '' }] });
  expect(kinds(stronger, sampleTable({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 } }))).toEqual([]);
});

it('switches off first what cannot be changed while it is on', () => {
  const other = sampleTable({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' }, TimeToLiveSpecification: { Enabled: true, AttributeName: 'gone' } });
  expect(tableChanges(other, sampleTable())).toEqual([{ kind: 'stream-off' }, { kind: 'stream' }, { kind: 'time-to-live-off', attribute: 'gone' }, { kind: 'time-to-live' }]);
});
