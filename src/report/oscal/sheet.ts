import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { sourcesOf } from '../sources.ts';
import type { Source } from '../source.ts';
import { expiresAt } from './expires.ts';
import type { OscalObject } from './oscal-value.ts';
import { realTimes } from './real-times.ts';
import { stableUuid } from './stable-uuid.ts';

/** What every part of the document is written from. */
export interface Sheet {
  readonly input: ReportInput;
  readonly summary: RunSummary;
  /** The UUID of a thing of this run; the same at every rendering. */
  id(kind: string, key?: string | number): string;
  /** Real time of an event. */
  at(seq: number): string;
  /** Real time of the last event. */
  readonly endedAt: string;
  readonly expires: string | null;
  /** Paths and method of a number, by the id that `sources` has for it. */
  source(id: string): Source | undefined;
  /** Who measured. */
  readonly origins: readonly OscalObject[];
}

/** Gathers once what the parts share. */
export function sheetOf(input: ReportInput, summary: RunSummary): Sheet {
  const { started, events } = input;
  // Numbers begin again in another results folder; start and token tell such runs apart.
  const run = `${started.id} ${started.token ?? ''} ${started.realStartedAt}`;
  const id: Sheet['id'] = (kind, key = '') => stableUuid(`${run} ${kind} ${key}`);
  const at = realTimes(input);
  const sources = new Map(sourcesOf(input, summary).map((source) => [source.id, source]));
  return { input, summary, id, at, endedAt: at(events.at(-1)?.seq ?? 1), expires: expiresAt(started), source: (wanted) => sources.get(wanted), origins: [{ actors: [{ type: 'tool', 'actor-uuid': id('tool') }] }] };
}
