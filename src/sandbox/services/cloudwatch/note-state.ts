import type { Catalogue } from '../../service.ts';
import type { AlarmRow, AlarmState } from './alarm-rows.ts';
import { watchState } from './state.ts';

interface NewState {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: string;
  readonly atMicros: number;
}

/** Puts an alarm into a state; a change is history. What it would notify is history too: the sandbox has nobody to tell. */
export function noteState(catalogue: Catalogue, alarm: AlarmRow, { state, reason, reasonData, atMicros }: NewState): AlarmRow {
  const { alarms } = watchState(catalogue);
  const changed = state !== alarm.state;
  const next: AlarmRow = { ...alarm, state, reason, reason_data: reasonData, updated_at: atMicros, state_at: changed ? atMicros : alarm.state_at };
  alarms.save(next);
  if (!changed) return next;
  const told = (value: AlarmState, why: string, data: string): object => ({ stateValue: value, stateReason: why, ...(data === '' ? {} : { stateReasonData: JSON.parse(data) as unknown }) });
  const data = JSON.stringify({ version: '1.0', oldState: told(alarm.state, alarm.reason, alarm.reason_data), newState: told(state, reason, reasonData) });
  alarms.note(alarm, { at: atMicros, kind: 'StateUpdate', summary: `Alarm updated from ${alarm.state} to ${state}`, data });
  if (alarm.actions_enabled === 1) for (const action of actionsFor(alarm, state)) noteAction(catalogue, next, action);
  return next;
}

function actionsFor({ definition }: AlarmRow, state: AlarmState): readonly string[] {
  switch (state) {
    case 'OK': return definition.okActions;
    case 'ALARM': return definition.alarmActions;
    case 'INSUFFICIENT_DATA': return definition.insufficientActions;
    default: return state satisfies never;
  }
}

function noteAction(catalogue: Catalogue, alarm: AlarmRow, action: string): void {
  const why = 'The sandbox notifies nobody.';
  const data = JSON.stringify({ actionState: 'Failed', stateUpdateTimestamp: Math.floor(alarm.updated_at / 1000), notificationResource: action, publishedMessage: null, error: why });
  watchState(catalogue).alarms.note(alarm, { at: alarm.updated_at, kind: 'Action', summary: `Failed to execute action ${action}. Received error: "${why}"`, data });
}
