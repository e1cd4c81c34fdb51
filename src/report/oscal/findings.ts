import type { Finding } from '#contract/run-summary';
import { stateOfFinding } from '../findings-section.ts';
import { isRehearsal } from '../words.ts';
import type { DrillObjective } from './objectives.ts';
import { NAMESPACE, markup, prop, some } from './oscal-value.ts';
import type { OscalObject } from './oscal-value.ts';
import type { Reading, ReadingKind } from './observations.ts';
import type { Sheet } from './sheet.ts';

/** A finding of OSCAL for each objective that the run decides; one that it does not decide has its observations alone. */
export function findingsOf(sheet: Sheet, objectives: readonly DrillObjective[], readings: readonly Reading[]): readonly OscalObject[] {
  return objectives.flatMap((objective) => {
    if (objective.state === null) return [];
    const risks = objective.state === 'satisfied' ? [] : sheet.summary.findings.filter((finding) => finding.store === objective.store && objective.rests.includes(kindOf(finding)));
    return [{
      uuid: sheet.id('finding', objective.id),
      title: markup(objective.title),
      description: markup(`${objective.text} ${objective.why}.`),
      ...some('props', isRehearsal(sheet.summary) ? [prop('rehearsal', true)] : []),
      origins: sheet.origins,
      target: { type: 'objective-id', 'target-id': objective.id, title: markup(objective.title), status: { state: objective.state, reason: objective.state === 'satisfied' ? 'pass' : 'fail', remarks: markup(isRehearsal(sheet.summary) ? `refuted by a rehearsal: ${objective.why}` : objective.why) } },
      'related-observations': readings.filter(({ kind, store }) => store === objective.store && objective.rests.includes(kind)).map(observed),
      ...some('related-risks', risks.map(({ id }) => ({ 'risk-uuid': sheet.id('risk', id) }))),
    }];
  });
}

/** A risk of OSCAL for each finding of ours, with its owner, its state and the day it is due. */
export function risksOf(sheet: Sheet, readings: readonly Reading[]): readonly OscalObject[] {
  return sheet.summary.findings.map((finding) => {
    const state = stateOfFinding(sheet.input, finding.id);
    const day = state?.accepted?.until ?? state?.due ?? '';
    const kind = kindOf(finding);
    const own = readings.filter((one) => one.kind === kind && one.store === (kind === 'verdict' || kind === 'detection' ? null : finding.store));
    return {
      uuid: sheet.id('risk', finding.id),
      title: markup(finding.title),
      description: markup(finding.detail),
      statement: markup(finding.claim === null ? finding.title : `${finding.title}. Claim: ${finding.claim}`),
      props: [prop('finding-id', finding.id), prop('severity', finding.severity), prop('cause', finding.cause), prop('owner', state?.owner ?? 'nobody'), ...(finding.store === null ? [] : [prop('store', finding.store)])],
      status: state?.state === 'closed' ? 'closed' : state?.state === 'accepted' ? 'deviation-approved' : 'open',
      origins: sheet.origins,
      characterizations: [{ origin: sheet.origins[0], facets: [{ name: 'severity', system: NAMESPACE, value: finding.severity }] }],
      ...(/^\d{4}-\d\d-\d\d$/.test(day) ? { deadline: `${day}T23:59:59Z` } : {}),
      ...some('remediations', finding.edit === null ? [] : [{ uuid: sheet.id('remediation', finding.id), lifecycle: 'recommendation', title: 'Proposed edit of the document', description: markup(finding.edit) }]),
      ...some('related-observations', (own.length === 0 ? readings.slice(0, 1) : own).map(observed)),
    };
  });
}

function observed({ observation }: Reading): OscalObject {
  return { 'observation-uuid': observation.uuid };
}

const KINDS: readonly (readonly [cause: string, kind: ReadingKind])[] = [['rpo-worst.', 'worst'], ['content.', 'content'], ['posture.', 'posture'], ['not-protected-again', 'protected'], ['beacons.', 'beacons'], ['stranded-writes', 'beacons'], ['not-detected', 'detection']];

/** The reading that a finding of ours follows from; of a gap in a document, the verdict. */
function kindOf({ cause }: Finding): ReadingKind {
  return KINDS.find(([begin]) => cause.startsWith(begin))?.[1] ?? 'verdict';
}
