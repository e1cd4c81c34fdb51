import type { EventData, EventType, RunEvent } from '#contract/events';
import { count } from '../words.ts';
import { markup, prop, reference } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Sheet } from './sheet.ts';

/** The turns of a run; readings are observations, and effects, guards that said yes and looks stay in the record. Null: this one is none. */
const WORDS: { readonly [T in EventType]?: (data: EventData[T]) => string | null } = {
  'run.started': ({ scenario }) => `The run of ${scenario} began`,
  'phase.started': ({ attempt }) => `A phase began${attempt > 1 ? `, attempt ${attempt}` : ''}`,
  'phase.ended': ({ outcome, reason }) => `The phase ended: ${outcome}${reason === null ? '' : `, ${reason}`}`,
  'guard.checked': ({ guard, ok, detail }) => (ok ? null : `The guard ${guard} refused: ${detail}`),
  'plan.made': ({ planHash, runbook }) => `The plan was made (${planHash}) by the document ${runbook.path}`,
  'anchor.written': ({ bucket, key }) => `The run was announced in s3://${bucket}/${key}`,
  'control.checked': ({ check, input, saidYes }) => (saidYes ? `The check ${check} said yes to ${input}` : null),
  'baseline.steady': () => 'The baseline was steady',
  'mutation.applied': ({ mutation, detail }) => `Sabotaged on purpose (${mutation}): ${detail}`,
  'strike.chosen': ({ how, seed }) => `The moment of the strike was ${how} (seed ${seed})`,
  'fault.requested': ({ fault, store }) => `The fault ${fault} was requested on ${store}`,
  'fault.observed': ({ fault, store, detail }) => `The fault ${fault} took effect on ${store}: ${detail}`,
  'fault.not-observed': ({ fault, store }) => `The fault ${fault} was not observed on ${store}`,
  'detection.ended': ({ source, why }) => (source === null ? `Not detected: ${why}` : `Noticed by ${source}: ${why}`),
  declared: ({ by }) => `Recovery was declared by ${by}`,
  'step.ended': ({ n, outcome, by, note }) => `Step ${n} of the document: ${outcome}, by ${by}${note === null ? '' : `: ${note}`}`,
  'release.passed': ({ checks }) => `The release check passed (${count(checks, 'check')})`,
  'soak.ended': ({ ok, detail }) => `The soak ${ok ? 'passed' : 'failed'}: ${detail}`,
  'failback.ended': ({ ok, detail }) => `The way back ${ok ? 'was gone' : 'failed'}: ${detail}`,
  'put-back.ended': ({ ok, how }) => `Put back: ${ok ? 'yes' : 'NO'} (${how})`,
  'protected.again': ({ store, why }) => `Protection of ${store}: ${why}`,
  'witness.read': ({ calls }) => `The provider's own log was read: ${count(calls, 'call')}`,
  signal: ({ name }) => `The signal ${name} was received`,
  deadline: ({ phase }) => `The deadline of ${phase} passed`,
  resumed: ({ by }) => `Resumed by ${by}`,
  error: ({ where, code, message }) => `Error in ${where} (${code}): ${message}`,
  'run.ended': ({ end, reason }) => `The run ended: ${end}${reason === null ? '' : `, ${reason}`}`,
};

const MOST_ENTRIES = 500;

export interface AssessmentLog {
  readonly entries: readonly OscalObject[];
  /** Turns that the journal has and the log does not. */
  readonly leftOut: number;
}

/** The journal of the run as OSCAL has one: its turns in order, each with its line of the record. Of very many the first and the last are told. */
export function assessmentLog(sheet: Sheet): AssessmentLog {
  const turns = sheet.input.events.flatMap((event) => {
    const words = wordsOf(event);
    return words === null ? [] : [{ event, words }];
  });
  const told = turns.length <= MOST_ENTRIES ? turns : [...turns.slice(0, MOST_ENTRIES - 1), ...turns.slice(-1)];
  return { entries: told.map(({ event, words }) => entry(sheet, event, words)), leftOut: turns.length - told.length };
}

function wordsOf(event: RunEvent): string | null {
  // `type` decides the shape of `data` by construction, which a table by type cannot tell the compiler.
  const words = WORDS[event.type] as ((data: unknown) => string | null) | undefined;
  return words?.(event.data) ?? null;
}

function entry(sheet: Sheet, { seq, at, phase, type }: RunEvent, words: string): OscalObject {
  return {
    uuid: sheet.id('log', seq),
    title: markup(words),
    start: sheet.at(seq),
    props: [prop('event', type), prop('phase', phase), prop('drill-time', at)],
    links: [{ href: reference(`events.ndjson#seq=${seq}`), rel: 'reference' }],
  };
}
