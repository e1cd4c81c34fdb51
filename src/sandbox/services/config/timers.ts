import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { SandboxContext, Timer } from '../../service.ts';
import { deliverHistory } from './deliver-history.ts';
import type { Channel, Recorder } from './model.ts';
import { recordChanges, RECORDING_MICROS } from './record-changes.ts';
import { configState } from './state.ts';

/** AWS Config developer guide: a configuration history file is delivered every six hours, if something changed. */
const DELIVERY_MICROS = 21_600_000_000;

/** Records what calls changed, minutes after them. A region that is cut records when it is there again. */
export function recordingTimer(context: SandboxContext): Timer {
  const state = configState(context.catalogue);
  const faults = regionFaultsOf(context.catalogue);
  const dueOf = (recorder: Recorder): number | null => {
    if (!recorder.recording || faults.cutOf(recorder.region) !== null) return null;
    const write = state.firstWrite(recorder, recorder.seenSeq);
    const dues = [recorder.lookAgainMicros, write && write.at + RECORDING_MICROS].filter((due) => due !== null);
    return dues.length === 0 ? null : Math.min(...dues);
  };
  return {
    name: 'config recording',
    next: () => earliest(state.recorders().map(dueOf)),
    fire: (atMicros) => {
      for (const recorder of state.recorders()) {
        const due = dueOf(recorder);
        if (due !== null && due <= atMicros) recordChanges(context, recorder);
      }
    },
  };
}

/** Delivers what was recorded, every six hours. A file bears the moment at which it was due, so drill time need not stop for it. */
export function historyTimer(context: SandboxContext): Timer {
  const state = configState(context.catalogue);
  const dueOf = (channel: Channel): number | null => {
    const first = state.firstUndelivered(channel);
    if (first === null) return null;
    const due = (Math.floor(first / DELIVERY_MICROS) + 1) * DELIVERY_MICROS;
    // a bucket that refuses is asked again six hours later
    return channel.attempted !== null && channel.attempted.atMicros >= due ? channel.attempted.atMicros + DELIVERY_MICROS : due;
  };
  return {
    name: 'config delivery',
    mayBeLate: () => true,
    next: () => earliest(state.channels().map(dueOf)),
    fire: () => {
      const now = context.time.nowMicros();
      for (const channel of state.channels()) {
        const due = dueOf(channel);
        if (due !== null && due <= now) deliverHistory(context, channel, Math.floor(now / DELIVERY_MICROS) * DELIVERY_MICROS);
      }
    },
  };
}

function earliest(dues: readonly (number | null)[]): number | null {
  const found = dues.filter((due) => due !== null);
  return found.length === 0 ? null : Math.min(...found);
}
