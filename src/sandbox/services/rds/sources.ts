import type { Snapshot } from './model.ts';
import type { RdsState } from './state.ts';

/** Whether a restore or copy still has to read a snapshot's bytes. */
export function isSourceOfJob(state: RdsState, { account, region, name, point }: Snapshot): boolean {
  return state.jobs.waiting().some(({ kind, data }) => {
    if (kind === 'copy') return same(data['source'], { account, region, name });
    return kind === 'restore' && same((data['order'] as { readonly from: object }).from, { kind: 'point', point });
  });
}

/** Whether a restore still has to read an archive. */
export function isArchiveOfJob(state: RdsState, ref: string): boolean {
  return state.jobs.waiting().some(({ kind, data }) => kind === 'restore' && (data['order'] as { readonly from: { readonly archiveOf?: string } }).from.archiveOf === ref);
}

function same(one: unknown, other: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(other).every(([name, value]) => (one as Readonly<Record<string, unknown>>)[name] === value);
}
