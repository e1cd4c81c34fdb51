import { controlRows } from '../controls/control-rows.ts';
import type { ControlRow } from '../controls/control-rows.ts';
import { isRehearsal } from '../words.ts';
import type { DrillObjective } from './objectives.ts';
import { NAMESPACE, markup, plain, reference, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Sheet } from './sheet.ts';

const CATALOG = 'NIST SP 800-53 Rev. 5';
/** The control that asks for the test of a contingency plan: what every drill is about. */
const TESTED = 'cp-4';

/** The controls of the NIST catalogue that the run speaks of, each with what it supports and what it does not show. */
export function reviewedControls(sheet: Sheet, objectives: readonly DrillObjective[]): OscalObject {
  const { input, summary } = sheet;
  const rows = controlRows(input, summary).filter(({ framework }) => framework === CATALOG);
  const shown = rows.filter(({ clause, supports }) => supports !== null || controlId(clause) === TESTED);
  const rehearsal = isRehearsal(summary) ? ' It was a rehearsal on a local account: it shows nothing of how AWS itself behaves.' : '';
  return {
    description: markup(`Controls of ${CATALOG} that the record of this run can be used for. Whether one is met is for its assessor to decide.${rehearsal}`),
    'control-selections': shown.map((row) => ({
      description: markup(row.supports === null ? `Supports nothing: ${row.why ?? 'no reason recorded'}.` : `Supports that ${row.supports}. Does not show: ${row.notShown}.`),
      ...some('links', row.paths.map((path) => ({ href: reference(path), rel: 'reference' }))),
      'include-controls': [{ 'control-id': controlId(row.clause) }],
    })),
    ...some('control-objective-selections', objectives.length === 0 ? [] : [{ description: 'Objectives of the drill itself, defined in this document', 'include-objectives': objectives.map(({ id }) => ({ 'objective-id': id })) }]),
  };
}

/** The objectives of the drill, as they are defined for CP-4 in this document. */
export function localObjectives(objectives: readonly DrillObjective[]): OscalObject {
  if (objectives.length === 0) return {};
  const parts = objectives.map(({ id, title, text }) => ({ id, name: 'assessment-objective', ns: NAMESPACE, title: markup(title), prose: markup(text) }));
  return { 'local-definitions': { 'objectives-and-methods': [{ 'control-id': TESTED, description: 'Targets of the platform, whole content and unchanged settings', parts }] } };
}

/** Clauses of other frameworks that the run supports something of. */
export function otherFrameworks({ input, summary }: Sheet): readonly OscalObject[] {
  const named = (row: ControlRow): OscalObject => ({ name: 'supports', ns: NAMESPACE, value: plain(`${row.framework} ${row.clause}`), remarks: markup(`Supports that ${row.supports ?? ''}. Does not show: ${row.notShown}.`) });
  return controlRows(input, summary).filter(({ framework, supports }) => framework !== CATALOG && supports !== null).map(named);
}

/** `CP-9(1)` as the catalogue has it: `cp-9.1`. */
function controlId(clause: string): string {
  return clause.toLowerCase().replace(/\((\d+)\)/g, '.$1');
}
