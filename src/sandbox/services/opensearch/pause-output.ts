import { dateOfMicros } from '#kit/dates';
import type { DomainSettings } from './model.ts';

/** The pause of automated snapshots as it stands at a moment. */
export function pauseOutput({ AutomatedSnapshotPauseOptions: pause }: Pick<DomainSettings, 'AutomatedSnapshotPauseOptions'>, nowMicros: number): object {
  const { Enabled, StartMicros, EndMicros } = pause;
  if (!Enabled || StartMicros === undefined || EndMicros === undefined) return { Enabled: false, State: 'Disabled' };
  const State = EndMicros <= nowMicros ? 'Completed' : StartMicros <= nowMicros ? 'Active' : 'Scheduled';
  return { Enabled: true, StartTime: dateOfMicros(StartMicros), EndTime: dateOfMicros(EndMicros), State };
}

/** The end of the pause in which automated snapshots rest at a moment; null when they do not. */
export function pauseEnd({ AutomatedSnapshotPauseOptions: { Enabled, StartMicros = 0, EndMicros = 0 } }: Pick<DomainSettings, 'AutomatedSnapshotPauseOptions'>, atMicros: number): number | null {
  return Enabled && StartMicros <= atMicros && atMicros < EndMicros ? EndMicros : null;
}
