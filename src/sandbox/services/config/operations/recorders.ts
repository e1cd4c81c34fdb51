import { dateOfMicros } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { RECORDED_TYPES, type RecordedType, type Recorder } from '../model.ts';
import { configState } from '../state.ts';

type Input = Readonly<Record<string, unknown>>;

/** Recorders: one for an account and region. */
export const RECORDER_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutConfigurationRecorder: putRecorder,
  DescribeConfigurationRecorders: (call, input) => ({ ConfigurationRecorders: asked(call, input).map(recorderView) }),
  DescribeConfigurationRecorderStatus: (call, input) => ({ ConfigurationRecordersStatus: asked(call, input).map(statusView) }),
  StartConfigurationRecorder: (call, input) => {
    const recorder = required(call, input);
    if (configState(call.catalogue).channel(recorder) === null) throw errors.channelNeeded();
    if (recorder.recording) return;
    const now = Math.floor(call.time.nowMicros());
    put(call, { ...recorder, recording: true, startedMicros: now, changedMicros: now, lookAgainMicros: now });
    call.time.changed();
  },
  StopConfigurationRecorder: (call, input) => {
    const recorder = required(call, input);
    const now = Math.floor(call.time.nowMicros());
    if (recorder.recording) put(call, { ...recorder, recording: false, stoppedMicros: now, changedMicros: now, lookAgainMicros: null });
  },
  DeleteConfigurationRecorder: (call, input) => {
    const recorder = required(call, input);
    call.catalogue.transaction(() => configState(call.catalogue).removeRecorder(recorder));
  },
};

function putRecorder(call: Call, input: Input): void {
  const given = (input['ConfigurationRecorder'] ?? {}) as Input;
  if (Array.isArray(input['Tags']) && input['Tags'].length > 0) throw errors.unsupported('PutConfigurationRecorder', 'Tags');
  if (((given['recordingMode'] ?? {}) as Input)['recordingFrequency'] === 'DAILY') throw errors.unsupported('PutConfigurationRecorder', 'the recording frequency DAILY');
  const place = { account: call.caller.account, region: call.region };
  const name = typeof given['name'] === 'string' && given['name'] !== '' ? given['name'] : 'default';
  const before = configState(call.catalogue).recorder(place);
  if (before !== null && before.name !== name) throw errors.tooManyRecorders(name);
  const now = Math.floor(call.time.nowMicros());
  const fresh: Recorder = { ...place, name, roleArn: '', types: null, recording: false, startedMicros: null, stoppedMicros: null, changedMicros: now, seenSeq: 0, lookAgainMicros: null };
  put(call, { ...(before ?? fresh), roleArn: roleOf(given, place.account), types: typesOf(given['recordingGroup']), lookAgainMicros: before?.recording === true ? now : null });
  call.time.changed();
}

function roleOf(given: Input, account: string): string {
  const role = given['roleARN'] ?? `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
  if (typeof role === 'string' && role.startsWith(`arn:aws:iam::${account}:role/`)) return role;
  throw errors.role(String(role));
}

function typesOf(value: unknown): readonly RecordedType[] | null {
  const group = (value ?? {}) as Input;
  const types = (group['resourceTypes'] ?? []) as readonly string[];
  const { exclusionByResourceTypes: excluded, recordingStrategy: strategy } = group;
  if (((excluded as Input | undefined)?.['resourceTypes'] as readonly string[] | undefined ?? []).length > 0 || (strategy as Input | undefined)?.['useOnly'] === 'EXCLUSION_BY_RESOURCE_TYPES') throw errors.recordingGroup('The sandbox does not simulate exclusionByResourceTypes; name the types to record in resourceTypes.');
  if (group['includeGlobalResourceTypes'] === true) throw errors.recordingGroup('The sandbox records no global resource types; leave includeGlobalResourceTypes out.');
  if (group['allSupported'] === true && types.length > 0) throw errors.recordingGroup('You cannot specify both allSupported and a list of resourceTypes.');
  if (group['allSupported'] === false && types.length === 0) throw errors.recordingGroup('The recording group must have allSupported set or name resourceTypes.');
  if (types.length === 0) return null;
  return types.map((type) => {
    const known = RECORDED_TYPES.find((one) => one === type);
    if (known === undefined) throw errors.recordingGroup(`The sandbox does not record ${type}; it has ${RECORDED_TYPES.join(', ')}.`);
    return known;
  });
}

/** Recorders by name; without names those that there are. */
function asked(call: Call, input: Input): readonly Recorder[] {
  const found = configState(call.catalogue).recorder({ account: call.caller.account, region: call.region });
  for (const name of (input['ConfigurationRecorderNames'] ?? []) as readonly string[]) if (found?.name !== name) throw errors.noRecorder(name);
  return found === null ? [] : [found];
}

function required(call: Call, input: Input): Recorder {
  const name = String(input['ConfigurationRecorderName']);
  const found = configState(call.catalogue).recorder({ account: call.caller.account, region: call.region });
  if (found === null || found.name !== name) throw errors.noRecorder(name);
  return found;
}

function put(call: Call, recorder: Recorder): void {
  call.catalogue.transaction(() => configState(call.catalogue).putRecorder(recorder));
}

function recorderView(recorder: Recorder): object {
  const { name, roleArn, types } = recorder;
  return {
    arn: arnOf(recorder), name, roleARN: roleArn, recordingMode: { recordingFrequency: 'CONTINUOUS' }, recordingScope: 'PAID',
    recordingGroup: { allSupported: types === null, includeGlobalResourceTypes: false, resourceTypes: types ?? [], recordingStrategy: { useOnly: types === null ? 'ALL_SUPPORTED_RESOURCE_TYPES' : 'INCLUSION_BY_RESOURCE_TYPES' } },
  };
}

function statusView(recorder: Recorder): object {
  const { name, recording, startedMicros, stoppedMicros, changedMicros } = recorder;
  return {
    arn: arnOf(recorder), name, recording, lastStatus: startedMicros === null ? 'PENDING' : 'SUCCESS', lastStatusChangeTime: dateOfMicros(changedMicros),
    ...(startedMicros === null ? {} : { lastStartTime: dateOfMicros(startedMicros) }), ...(stoppedMicros === null ? {} : { lastStopTime: dateOfMicros(stoppedMicros) }),
  };
}

function arnOf({ account, region, name }: Recorder): string {
  return `arn:aws:config:${region}:${account}:configuration-recorder/${name}`;
}
