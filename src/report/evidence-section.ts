import { markdownTable } from 'markdown-table';
import type { EventType, RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import { code, prose } from './escape.ts';
import { count } from './words.ts';

/** Who signed the run, where it was announced before its fault, and what the provider's own log says of it. */
export function evidence({ events, started }: ReportInput): readonly string[] {
  return [signed(started.signer), announced(events), ...witnessed(events)];
}

function signed(signer: string | undefined): string {
  return signer === undefined ? 'Unsigned draft: no key was there while the run went on, so its record has no signed checkpoints.' : `Checkpoints of the record were signed while the run went on, by ${code(signer)}.`;
}

function announced(events: readonly RunEvent[]): string {
  const anchor = last(events, 'anchor.written');
  if (anchor === undefined) return 'Not announced: nothing that the operator cannot rewrite shows that this run was begun before its fault.';
  const { bucket, key, versionId, mode, retainUntil, sha256 } = anchor.data;
  return `Announced before the fault in ${code(`s3://${bucket}/${key}`)} (version ${code(versionId)}, ${mode} lock until ${retainUntil}), SHA-256 ${code(sha256)}; event ${anchor.seq}.`;
}

function witnessed(events: readonly RunEvent[]): readonly string[] {
  const read = last(events, 'witness.read');
  if (read === undefined) return ['No second witness: the provider\'s own log was not read.'];
  const { from, to, calls, rows, gaps } = read.data;
  const table = markdownTable([['Change in the journal', 'In the provider\'s log', 'Calls', 'The provider\'s ids', 'Why'], ...rows.map((row) => [row.effect === null ? 'none' : code(row.effect), row.class === 'missing' || row.class === 'unclaimed' ? row.class.toUpperCase() : row.class, row.calls.map(code).join(', '), ids(row.ids), prose(row.why)])], { alignDelimiters: false });
  return [
    `Second witness: ${count(calls, 'call')} that changed something, by the sessions of this run, in the provider's own log from ${from} to ${to} (event ${read.seq}).`,
    ...(rows.length === 0 ? [] : [table]),
    ...(gaps.length === 0 ? [] : [prose(`Not read: ${gaps.join('; ')}.`)]),
  ];
}

/** All of them are in witness.ndjson. */
function ids(all: readonly string[]): string {
  const shown = all.slice(0, 3).map(code).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
}

function last<T extends EventType>(events: readonly RunEvent[], type: T): RunEvent<T> | undefined {
  return events.findLast((event) => event.type === type) as RunEvent<T> | undefined;
}
