import { dateOfMicros } from '#kit/dates';
import type { DataRequest } from '../data-request.ts';
import { isOn } from '../data-request.ts';
import type { HandledAnswer } from '../plan-request.ts';
import type { SnapshotEntry } from './snapshot-times.ts';

interface Column {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly right?: true;
  /** Shown only when it is asked for. */
  readonly hidden?: true;
  value(entry: SnapshotEntry): string | number;
}

const epoch = (millis: unknown): number => Math.floor(Number(millis ?? 0) / 1000);
const clock = (millis: unknown): string => dateOfMicros(Number(millis ?? 0) * 1000).toISOString().slice(11, 19);
const shards = (entry: SnapshotEntry, name: string): number => Number((entry['shards'] as Readonly<Record<string, unknown>> | undefined)?.[name] ?? 0);

/** Columns of `_cat/snapshots`, as OpenSearch has them. */
const COLUMNS: readonly Column[] = [
  { name: 'id', aliases: ['snapshot'], value: (entry) => String(entry.snapshot) },
  { name: 'status', aliases: ['s'], right: true, value: (entry) => String(entry['state']) },
  { name: 'start_epoch', aliases: ['ste', 'startEpoch'], right: true, value: (entry) => epoch(entry.start_time_in_millis) },
  { name: 'start_time', aliases: ['sti', 'startTime'], right: true, value: (entry) => clock(entry.start_time_in_millis) },
  { name: 'end_epoch', aliases: ['ete', 'endEpoch'], right: true, value: (entry) => epoch(entry.end_time_in_millis) },
  { name: 'end_time', aliases: ['eti', 'endTime'], right: true, value: (entry) => clock(entry.end_time_in_millis) },
  { name: 'duration', aliases: ['dur'], right: true, value: (entry) => durationText(Number(entry['duration_in_millis'] ?? 0)) },
  { name: 'indices', aliases: ['i'], right: true, value: (entry) => (entry['indices'] as readonly unknown[] | undefined)?.length ?? 0 },
  { name: 'successful_shards', aliases: ['ss'], right: true, value: (entry) => shards(entry, 'successful') },
  { name: 'failed_shards', aliases: ['fs'], right: true, value: (entry) => shards(entry, 'failed') },
  { name: 'total_shards', aliases: ['ts'], right: true, value: (entry) => shards(entry, 'total') },
  { name: 'reason', aliases: ['r'], hidden: true, value: (entry) => String(entry['reason'] ?? '') },
];

/** `_cat/snapshots` of entries whose times are right already: the table that the engine would have made. */
export function catSnapshots(entries: readonly SnapshotEntry[], { query }: DataRequest): HandledAnswer {
  const columns = query.has('h') ? (query.get('h') ?? '').split(',').flatMap((name) => COLUMNS.find((column) => column.name === name || column.aliases.includes(name)) ?? []) : COLUMNS.filter(({ hidden }) => hidden !== true);
  const rows = sorted(entries, query.get('s')).map((entry) => columns.map((column) => String(column.value(entry))));
  if (query.get('format') === 'json') return { status: 200, body: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]]))) };
  const lines = isOn({ query }, 'v') ? [columns.map(({ name }) => name), ...rows] : rows;
  const widths = columns.map((_, index) => Math.max(0, ...lines.map((line) => line[index]?.length ?? 0)));
  return { status: 200, body: lines.map((line) => `${line.map((cell, index) => (columns[index]?.right ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join(' ')}\n`).join('') };
}

/** `s=start_epoch:desc,id`; as the engine, by start unless told otherwise. */
function sorted(entries: readonly SnapshotEntry[], order: string | null): readonly SnapshotEntry[] {
  const keys = (order ?? 'start_epoch').split(',').flatMap((key) => {
    const [name = '', direction] = key.split(':');
    const column = COLUMNS.find((one) => one.name === name || one.aliases.includes(name));
    return column ? [{ column, sign: direction === 'desc' ? -1 : 1 }] : [];
  });
  return entries.toSorted((a, b) => {
    for (const { column, sign } of keys) {
      const [left, right] = [column.value(a), column.value(b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function durationText(millis: number): string {
  if (millis < 1000) return `${millis}ms`;
  const [unit, size] = millis < 60_000 ? (['s', 1000] as const) : millis < 3_600_000 ? (['m', 60_000] as const) : (['h', 3_600_000] as const);
  return `${(Math.floor((millis / size) * 10) / 10).toString()}${unit}`;
}
