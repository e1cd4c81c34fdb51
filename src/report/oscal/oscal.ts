import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { safeJson } from '#kit/safe-json';
import { limits } from '../limits.ts';
import { isRehearsal, runNumber, verdictWords } from '../words.ts';
import { assessmentLog } from './assessment-log.ts';
import { backMatter, planReference } from './back-matter.ts';
import { findingsOf, risksOf } from './findings.ts';
import { drillObjectives } from './objectives.ts';
import type { DrillObjective } from './objectives.ts';
import { readingsOf } from './observations.ts';
import { markup, plain, prop, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import { peopleOf } from './people.ts';
import { localObjectives, otherFrameworks, reviewedControls } from './reviewed-controls.ts';
import { sheetOf } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** `oscal.json`: the run as Assessment Results of OSCAL 1.2.1, for tools of auditors. UUIDs follow from the run, so the same record gives the same bytes. */
export function oscalReport(input: ReportInput, summary: RunSummary): string {
  const sheet = sheetOf(input, summary);
  const objectives = drillObjectives(sheet);
  return safeJson({
    'assessment-results': {
      uuid: sheet.id('document'),
      metadata: metadata(sheet),
      'import-ap': { href: planReference(sheet), remarks: 'The plan of the drill is a resource of this document.' },
      ...localObjectives(objectives),
      results: [result(sheet, objectives)],
      'back-matter': backMatter(sheet),
    },
  });
}

function metadata(sheet: Sheet): OscalObject {
  const { context } = sheet.input;
  const { run } = sheet.summary;
  return {
    title: markup(`Results of drill ${runNumber(run.number)}: ${run.title}`),
    'last-modified': context?.final?.at ?? sheet.endedAt,
    version: context?.final === undefined ? 'draft' : 'final',
    'oscal-version': '1.2.1',
    props: [prop('tool', `redrill ${run.version}`)],
    ...peopleOf(sheet).metadata,
    remarks: 'Computed from the record of one drill. Not a statement of compliance.',
  };
}

function result(sheet: Sheet, objectives: readonly DrillObjective[]): OscalObject {
  const { input, summary } = sheet;
  const readings = readingsOf(sheet);
  const log = assessmentLog(sheet);
  const undecided = objectives.filter(({ state }) => state === null).map(({ title, why }) => `${title}: ${why}`);
  return {
    uuid: sheet.id('result'),
    title: markup(`${summary.run.title}: ${verdictWords(summary)}`),
    description: markup(`${verdictWords(summary)}. ${summary.reasons.map(({ text }) => text).join('; ') || 'No reason against it.'}`),
    start: input.started.realStartedAt,
    ...(summary.run.endedAt === null ? {} : { end: sheet.endedAt }),
    props: [...runProps(sheet), ...otherFrameworks(sheet)],
    'local-definitions': localDefinitions(sheet),
    'reviewed-controls': reviewedControls(sheet, objectives),
    ...some('attestations', peopleOf(sheet).attestations),
    'assessment-log': { entries: log.entries },
    observations: readings.map(({ observation }) => observation),
    ...some('risks', risksOf(sheet, readings)),
    ...some('findings', findingsOf(sheet, objectives, readings)),
    remarks: markup(['Times are real; drill time, which runs ahead in a rehearsal, stands beside them as a property.', ...(log.leftOut === 0 ? [] : [`${log.leftOut} turns are in the record alone.`]), ...(undecided.length === 0 ? [] : [`Neither shown nor refuted: ${undecided.join('; ')}.`]), `Not shown: ${limits(input, summary).join('; ')}.`].join(' ')),
  };
}

function runProps({ summary }: Sheet): readonly OscalObject[] {
  const { run, verdict, record, clock, target, rta, rpa } = summary;
  return [
    prop('run', run.id), prop('scenario', run.scenario), prop('verdict', verdict), prop('rehearsal', isRehearsal(summary)), prop('target', target.kind), prop('pace', target.pace),
    ...(run.variant === null ? [] : [prop('variant', run.variant)]),
    ...(run.mutation === null ? [] : [prop('sabotaged', run.mutation)]),
    prop('drill-started', clock.drillStartedAt), prop('record-events', record.events), prop('record-sha256', record.sha256),
    ...(rta.seconds === null ? [] : [prop('rta-seconds', rta.seconds)]),
    ...(rpa.seconds === null ? [] : [prop('rpa-seconds', rpa.seconds)]),
  ];
}

/** The stores that were struck, and the program that measured. */
function localDefinitions({ id, input, summary }: Sheet): OscalObject {
  const stores = input.started.stores.map((store) => ({ uuid: id('store', store.id), type: 'service', title: markup(store.id), description: markup(`${store.title} (${store.service} ${store.resource})`), status: { state: 'operational' } }));
  const tool = { uuid: id('tool'), type: 'software', title: 'redrill', description: 'The program that carried out the drill and computed its results.', props: [{ name: 'version', value: plain(summary.run.version) }], status: { state: 'operational' } };
  return { ...some('components', stores), 'assessment-assets': { components: [tool], 'assessment-platforms': [{ uuid: id('platform'), title: markup(`${input.started.target.kind === 'sandbox' ? 'Local AWS account of redrill' : 'AWS'}`), 'uses-components': [{ 'component-uuid': id('tool') }] }] } };
}
