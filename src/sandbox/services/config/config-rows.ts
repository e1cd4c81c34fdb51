import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';
import type { Channel, Item, Recorder } from './model.ts';

/** Which items are asked for. */
interface ItemQuery extends Place {
  readonly type: string;
  readonly id: string;
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** Recorders, channels and items. Only inside a transaction may they be put or removed. */
export class ConfigRows {
  private readonly sql: Record<'recorder' | 'recorders' | 'putRecorder' | 'dropRecorder' | 'channel' | 'channels' | 'putChannel' | 'dropChannel' | 'add' | 'latest' | 'history' | 'undelivered' | 'firstUndelivered', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      recorder: db.prepare('SELECT body FROM config_recorder WHERE account = ? AND region = ?'),
      recorders: db.prepare('SELECT body FROM config_recorder'),
      putRecorder: db.prepare('INSERT OR REPLACE INTO config_recorder (account, region, body) VALUES (?, ?, ?)'),
      dropRecorder: db.prepare('DELETE FROM config_recorder WHERE account = ? AND region = ?'),
      channel: db.prepare('SELECT body FROM config_channel WHERE account = ? AND region = ?'),
      channels: db.prepare('SELECT body FROM config_channel'),
      putChannel: db.prepare('INSERT OR REPLACE INTO config_channel (account, region, body) VALUES (?, ?, ?)'),
      dropChannel: db.prepare('DELETE FROM config_channel WHERE account = ? AND region = ?'),
      add: db.prepare('INSERT INTO config_item (account, region, type, id, name, status, atMicros, digest, arn, zone, createdMicros, tags, configuration) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      latest: db.prepare('SELECT * FROM config_item WHERE seq IN (SELECT max(seq) FROM config_item WHERE account = ? AND region = ? GROUP BY type, id) ORDER BY type, id'),
      history: db.prepare('SELECT * FROM config_item WHERE account = ? AND region = ? AND type = ? AND id = ? AND atMicros >= ? AND atMicros <= ? ORDER BY seq'),
      undelivered: db.prepare('SELECT * FROM config_item WHERE account = ? AND region = ? AND seq > ? AND atMicros < ? ORDER BY seq'),
      firstUndelivered: db.prepare('SELECT atMicros FROM config_item WHERE account = ? AND region = ? AND seq > ? ORDER BY seq LIMIT 1'),
    };
  }

  recorder({ account, region }: Place): Recorder | null {
    return bodyOf<Recorder>(this.sql.recorder.get(account, region));
  }

  recorders(): readonly Recorder[] {
    return this.sql.recorders.all().flatMap((row) => bodyOf<Recorder>(row) ?? []);
  }

  putRecorder(recorder: Recorder): void {
    this.sql.putRecorder.run(recorder.account, recorder.region, JSON.stringify(recorder));
  }

  removeRecorder({ account, region }: Place): void {
    this.sql.dropRecorder.run(account, region);
  }

  channel({ account, region }: Place): Channel | null {
    return bodyOf<Channel>(this.sql.channel.get(account, region));
  }

  channels(): readonly Channel[] {
    return this.sql.channels.all().flatMap((row) => bodyOf<Channel>(row) ?? []);
  }

  putChannel(channel: Channel): void {
    this.sql.putChannel.run(channel.account, channel.region, JSON.stringify(channel));
  }

  removeChannel({ account, region }: Place): void {
    this.sql.dropChannel.run(account, region);
  }

  add(item: Omit<Item, 'seq'>): void {
    this.sql.add.run(item.account, item.region, item.type, item.id, item.name, item.status, item.atMicros, item.digest, item.arn, item.zone, item.createdMicros, JSON.stringify(item.tags), item.configuration);
  }

  /** The newest item of every resource. */
  latest({ account, region }: Place): readonly Item[] {
    return this.sql.latest.all(account, region).map(itemOf);
  }

  /** A resource's items within a time, oldest first. */
  history({ account, region, type, id, fromMicros, toMicros }: ItemQuery): readonly Item[] {
    return this.sql.history.all(account, region, type, id, fromMicros, toMicros).map(itemOf);
  }

  /** What a channel has yet to deliver of what was recorded before a moment. */
  undelivered({ account, region, deliveredSeq }: Channel, beforeMicros: number): readonly Item[] {
    return this.sql.undelivered.all(account, region, deliveredSeq, beforeMicros).map(itemOf);
  }

  /** When the first item was recorded that a channel has yet to deliver. */
  firstUndelivered({ account, region, deliveredSeq }: Channel): number | null {
    return (this.sql.firstUndelivered.get(account, region, deliveredSeq) as { readonly atMicros: number } | undefined)?.atMicros ?? null;
  }
}

function itemOf(row: object): Item {
  const { tags, ...rest } = row as Omit<Item, 'tags'> & { readonly tags: string };
  return { ...rest, tags: JSON.parse(tags) as Item['tags'] };
}

function bodyOf<T>(row: object | undefined): T | null {
  return row === undefined ? null : JSON.parse((row as { readonly body: string }).body) as T;
}
