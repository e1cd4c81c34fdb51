import type { Call, Service } from '../../service.ts';
import { CHANNEL_OPERATIONS } from './operations/channels.ts';
import { RECORDER_OPERATIONS } from './operations/recorders.ts';
import { RESOURCE_OPERATIONS } from './operations/resources.ts';
import { CONFIG_TABLES } from './tables.ts';
import { historyTimer, recordingTimer } from './timers.ts';

const operations = { ...RECORDER_OPERATIONS, ...CHANNEL_OPERATIONS, ...RESOURCE_OPERATIONS };

/** Operations that are asked about the recorder that they name; all others are asked about no resource in particular. */
const OF_RECORDER = /^(Start|Stop|Delete)ConfigurationRecorder$/;

/** AWS Config: how the platform's stores were set up at each moment, recorded minutes after the calls that changed them. */
export const configService: Service = {
  signingName: 'config',
  tables: CONFIG_TABLES,
  operations,
  asks: Object.fromEntries(Object.keys(operations).map((name) => [name, (call: Call, input) => (OF_RECORDER.test(name) ? `arn:aws:config:${call.region}:${call.caller.account}:configuration-recorder/${String(input['ConfigurationRecorderName'])}` : '*')])),
  timers: (context) => [recordingTimer(context), historyTimer(context)],
};
