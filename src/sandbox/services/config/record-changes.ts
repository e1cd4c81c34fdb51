import { sha256 } from '#kit/digest';
import type { SandboxContext } from '../../service.ts';
import { lookAtResources } from './look-at-resources.ts';
import type { Item, Recorder, Seen } from './model.ts';
import { configState } from './state.ts';

/** AWS Config FAQ: changes are recorded "within minutes"; modelled as the time between a call and the look at what it changed. */
export const RECORDING_MICROS = 120_000_000;
const AGAIN_MICROS = 300_000_000;
const DAY_MICROS = 86_400_000_000;

/** Looks at everything that a recorder records and writes an item for what is new, what changed and what is gone. Nothing is written for what stayed as it was. */
export function recordChanges(context: SandboxContext, recorder: Recorder): void {
  const state = configState(context.catalogue);
  const now = Math.floor(context.time.nowMicros());
  const { account, region, types } = recorder;
  const wanted = ({ type }: Pick<Seen, 'type'>): boolean => types === null || types.includes(type);
  const seen = lookAtResources(context, recorder).filter(wanted);
  const known = new Map(state.latest(recorder).filter(wanted).map((item) => [nameOf(item), item]));
  const there = new Set(seen.map(nameOf));
  context.catalogue.transaction(() => {
    for (const resource of seen) {
      const before = known.get(nameOf(resource));
      const item = itemOf(resource, { account, region, atMicros: now, status: before === undefined || before.status === 'ResourceDeleted' ? 'ResourceDiscovered' : 'OK' });
      if (before?.digest !== item.digest) state.add(item);
    }
    for (const [name, { seq: _seq, ...item }] of known) {
      if (item.status !== 'ResourceDeleted' && !there.has(name)) state.add({ ...item, status: 'ResourceDeleted', atMicros: now, digest: '', configuration: '' });
    }
    state.putRecorder({ ...recorder, seenSeq: state.topEvent(), lookAgainMicros: now + (seen.some(({ changing }) => changing) ? AGAIN_MICROS : DAY_MICROS) });
  });
}

function nameOf({ type, id }: Pick<Item, 'type' | 'id'>): string {
  return `${type} ${id}`;
}

function itemOf({ type, id, name, arn, zone, createdMicros, tags, configuration }: Seen, more: Pick<Item, 'account' | 'region' | 'atMicros' | 'status'>): Omit<Item, 'seq'> {
  const text = JSON.stringify(configuration);
  return { ...more, type, id, name, arn, zone, createdMicros: createdMicros === null ? null : Math.floor(createdMicros), tags, configuration: text, digest: sha256(JSON.stringify([text, tags, arn])) };
}
