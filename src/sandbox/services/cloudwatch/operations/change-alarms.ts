import type { Call } from '../../../service.ts';
import type { AlarmRow } from '../alarm-rows.ts';
import { errors } from '../errors.ts';
import { planAlarm } from '../evaluate-alarm.ts';
import type { Input } from '../input.ts';
import { oneOf, optionalText, textOf, textsOf } from '../input.ts';
import { noteState } from '../note-state.ts';
import { watchState } from '../state.ts';

const MOST_AT_ONCE = 100;

/** SetAlarmState: a person's test; the next judgement may take it back. */
export function setAlarmState(call: Call, input: Input): void {
  const alarm = found(call, textOf(input, 'AlarmName'));
  const state = oneOf(input, 'StateValue', { words: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const });
  const reason = textOf(input, 'StateReason');
  const reasonData = optionalText(input, 'StateReasonData') ?? '';
  if (reasonData !== '' && !isJson(reasonData)) throw errors.format('StateReasonData is not valid JSON.');
  const atMicros = Math.floor(call.time.nowMicros());
  call.catalogue.transaction(() => planAlarm(call.catalogue, noteState(call.catalogue, alarm, { state, reason, reasonData, atMicros }), atMicros));
  call.time.changed();
}

/** DeleteAlarms: all of them or none; their history stays. */
export function deleteAlarms(call: Call, input: Input): void {
  const alarms = namesOf(input).map((name) => found(call, name));
  const atMicros = Math.floor(call.time.nowMicros());
  const state = watchState(call.catalogue);
  call.catalogue.transaction(() => {
    for (const alarm of alarms) {
      state.alarms.remove(alarm);
      state.alarms.note(alarm, { at: atMicros, kind: 'ConfigurationUpdate', summary: `Alarm "${alarm.name}" deleted`, data: JSON.stringify({ version: '1.0', type: 'Delete', deletedAlarm: { alarmName: alarm.name } }) });
    }
  });
  call.time.changed();
}

export function enableAlarmActions(call: Call, input: Input): void {
  setActions(call, input, 1);
}

export function disableAlarmActions(call: Call, input: Input): void {
  setActions(call, input, 0);
}

/** Names of alarms that do not exist are passed over, as AWS does. */
function setActions({ catalogue, caller, region, time }: Call, input: Input, enabled: 0 | 1): void {
  const { alarms } = watchState(catalogue);
  const at = Math.floor(time.nowMicros());
  catalogue.transaction(() => {
    for (const name of namesOf(input)) {
      const alarm = alarms.get({ account: caller.account, region, name });
      if (alarm === null || alarm.actions_enabled === enabled) continue;
      alarms.save({ ...alarm, actions_enabled: enabled, configured_at: at });
      alarms.note(alarm, { at, kind: 'ConfigurationUpdate', summary: `Alarm "${name}" updated`, data: JSON.stringify({ version: '1.0', type: 'Update', updatedAlarm: { alarmName: name, actionsEnabled: enabled === 1 } }) });
    }
  });
}

function namesOf(input: Input): readonly string[] {
  const names = textsOf(input, 'AlarmNames');
  if (names.length === 0) throw errors.missing('AlarmNames');
  if (names.length > MOST_AT_ONCE) throw errors.invalid(`At most ${MOST_AT_ONCE} alarms fit into one call.`);
  return names;
}

function found({ catalogue, caller, region }: Call, name: string): AlarmRow {
  const alarm = watchState(catalogue).alarms.get({ account: caller.account, region, name });
  if (alarm === null) throw errors.noAlarm();
  return alarm;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // said by the caller, with the member's name
    return false;
  }
}
