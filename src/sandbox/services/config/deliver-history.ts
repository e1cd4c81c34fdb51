import { gzipSync } from 'node:zlib';
import { AwsError, type SandboxContext } from '../../service.ts';
import { dayFolder, secondText } from '../cloudtrail/trails/file-name.ts';
import { isHeld } from '../cloudtrail/trails/is-held.ts';
import { stateOf } from '../s3/state.ts';
import { writeAsService } from '../s3/write-as-service.ts';
import { itemDocument } from './item-view.ts';
import { deliveryOf, historyFolder, type Channel, type Item } from './model.ts';
import { configState } from './state.ts';

/** Puts what was recorded before a moment into the channel's bucket, one file for each type; files and how far the channel has come are one commit. */
export function deliverHistory(context: SandboxContext, channel: Channel, end: number): void {
  const state = configState(context.catalogue);
  const items = state.undelivered(channel, end);
  const last = items.at(-1);
  const attempt = (error: string | null): Channel => ({ ...channel, attempted: { atMicros: end, error } });
  if (!last || isHeld(context, channel.bucket, channel.region)) return context.catalogue.transaction(() => state.putChannel(attempt(channel.attempted?.error ?? null)));
  try {
    stateOf(context.catalogue).change(() => {
      for (const [type, own] of byType(items)) {
        const from = own[0]?.atMicros ?? end;
        const key = `${historyFolder(channel)}/${dayFolder(end)}/ConfigHistory/${channel.account}_Config_${channel.region}_ConfigHistory_${type}_${secondText(from)}_${secondText(own.at(-1)?.atMicros ?? from)}_1.json.gz`;
        const body = gzipSync(JSON.stringify({ fileVersion: '1.0', configurationItems: own.map(itemDocument) }));
        writeAsService(context, deliveryOf(channel), { bucket: channel.bucket, key, body, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, atMicros: end });
      }
      state.putChannel({ ...attempt(null), deliveredSeq: last.seq, deliveredMicros: end });
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.catalogue.transaction(() => state.putChannel(attempt(error.code)));
  }
}

function byType(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const types = new Map<string, Item[]>();
  for (const item of items) {
    const own = types.get(item.type);
    if (own) own.push(item);
    else types.set(item.type, [item]);
  }
  return types;
}
