import type { EventType } from '#contract/events';
import type { RunSummary } from '#contract/run-summary';

/** One clause of a framework, and how far a drill's record speaks of it. */
export interface Control {
  readonly framework: string;
  readonly clause: string;
  /** What the evidence supports where it is there; never more than a test and its outcome. */
  readonly supports: string;
  /** What must hold of the run beyond having reached its fault. */
  readonly needs: Need;
  /** Events that carry it; every kind must be in the record. */
  readonly events: readonly EventType[];
  /** Where `run.json` says it, one field deep. */
  readonly fields: readonly (keyof RunSummary)[];
  /** What nobody may read into it. */
  readonly notShown: string;
}

/** `tested`: a drill took place. The others name the reading that must be there as well. */
export type Need = 'tested' | 'recovered' | 'whole' | 'points-read' | 'points-elsewhere' | 'detected' | 'restored-settings' | 'people-named';

const SOC2 = 'SOC 2';
const ISO27001 = 'ISO/IEC 27001:2022';
const NIST = 'NIST SP 800-53 Rev. 5';
const HIPAA = 'HIPAA';
const FTR = 'AWS FTR';
const PILLAR = 'AWS Well-Architected';

const TEST: Pick<Control, 'needs' | 'events' | 'fields'> = { needs: 'tested', events: ['plan.made', 'fault.observed', 'run.ended'], fields: ['verdict', 'runbook', 'findings'] };
const RECOVERY: Pick<Control, 'needs' | 'events' | 'fields'> = { needs: 'recovered', events: ['fault.observed', 'step.ended', 'release.passed'], fields: ['rta', 'rpa', 'stores'] };
const CONTENT: Pick<Control, 'needs' | 'events' | 'fields'> = { needs: 'whole', events: ['integrity.read', 'points.read'], fields: ['stores'] };
const POINTS: Pick<Control, 'needs' | 'events' | 'fields'> = { needs: 'points-read', events: ['points.read'], fields: ['stores'] };
const ELSEWHERE: Pick<Control, 'needs' | 'events' | 'fields'> = { needs: 'points-elsewhere', events: ['points.read'], fields: ['stores'] };

/** What a drill supports, clause by clause: the reading of evidence that a report offers to an auditor, who alone decides what it is worth. */
export const CONTROLS: readonly Control[] = [
  { framework: SOC2, clause: 'A1.2', ...POINTS, supports: 'recovery points of the stores were listed and their age measured', notShown: 'other stores, other infrastructure, environmental protection' },
  { framework: SOC2, clause: 'A1.3', ...TEST, supports: 'the recovery procedure of these stores was tested, and the outcome recorded', notShown: 'tests of other stores and scenarios, and whether tests recur over the whole period' },
  { framework: SOC2, clause: 'CC7.5', ...RECOVERY, supports: 'recovery from an incident of this kind was carried out and timed', notShown: 'recovery from a real security incident, root cause and communication' },
  { framework: ISO27001, clause: 'A.5.29', needs: 'restored-settings', events: ['posture.read', 'release.passed'], fields: ['stores'], supports: 'security settings were compared before the disruption and after the recovery', notShown: 'settings that no probe reads, and security while the outage lasted' },
  { framework: ISO27001, clause: 'A.5.30', ...RECOVERY, supports: 'readiness was tested against recovery time and recovery point objectives', notShown: 'the business impact analysis that objectives should come from' },
  { framework: ISO27001, clause: 'A.8.13', ...CONTENT, supports: 'a backup was restored and its content compared with what was expected', notShown: 'backups of other stores, and restores that nobody tried' },
  { framework: 'ISO 22301:2019', clause: '8.5', ...TEST, supports: 'an exercise with a scenario, an outcome and findings took place', notShown: 'the whole exercise programme, and people where the drill was unattended' },
  { framework: NIST, clause: 'CP-2', needs: 'tested', events: ['plan.made'], fields: ['objectives', 'runbook'], supports: 'the plan names objectives and steps, and was followed as written or its deviations were told', notShown: 'distribution, review and approval of the plan' },
  { framework: NIST, clause: 'CP-4', ...TEST, supports: 'the contingency plan was tested, and the results were recorded for review', notShown: 'whether corrective actions were taken: see the findings' },
  { framework: NIST, clause: 'CP-4(1)', needs: 'people-named', events: ['run.started', 'plan.made'], fields: ['runbook'], supports: 'the people who operate, approve and review were named before the test', notShown: 'coordination with the owners of related plans' },
  { framework: NIST, clause: 'CP-4(2)', ...ELSEWHERE, supports: 'recovery points outside the reach of the fault were found', notShown: 'a test at an alternate processing site, unless the scenario is the loss of a region' },
  { framework: NIST, clause: 'CP-4(3)', ...TEST, supports: 'the test was automated and left a record that can be recomputed', notShown: 'whether automation covers every part of the plan' },
  { framework: NIST, clause: 'CP-4(4)', ...RECOVERY, supports: 'the stores were recovered to a known state as part of the test', notShown: 'full reconstitution of the whole system' },
  { framework: NIST, clause: 'CP-4(5)', ...TEST, supports: 'a fault was caused on purpose and its effect observed', notShown: 'adverse events other than this one' },
  { framework: NIST, clause: 'CP-6', ...ELSEWHERE, supports: 'copies were found where the fault does not reach', notShown: 'physical separation and access controls of the place' },
  { framework: NIST, clause: 'CP-9(1)', ...CONTENT, supports: 'backup information was tested for integrity by restoring it', notShown: 'media reliability and recovery points that were not restored' },
  { framework: NIST, clause: 'CP-9(2)', ...CONTENT, supports: 'a sample of backup information was used to restore selected functions', notShown: 'functions outside this scenario' },
  { framework: NIST, clause: 'CP-10', ...RECOVERY, supports: 'recovery to a known state was carried out, and its time measured', notShown: 'recovery of components that the scenario does not touch' },
  { framework: NIST, clause: 'IR-3', needs: 'detected', events: ['detection.ended', 'declared'], fields: ['detection', 'timeline'], supports: 'whether and when the fault was noticed, and when recovery was declared', notShown: 'incident handling by people where they were modelled' },
  { framework: HIPAA, clause: '164.308(a)(7)(ii)(A)', ...POINTS, supports: 'retrievable copies of the data of these stores existed before the fault', notShown: 'whether the data is protected health information, and other copies' },
  { framework: HIPAA, clause: '164.308(a)(7)(ii)(B)', ...CONTENT, supports: 'a procedure to restore lost data was followed, and what came back was compared', notShown: 'procedures for other losses' },
  { framework: HIPAA, clause: '164.308(a)(7)(ii)(C)', needs: 'restored-settings', events: ['posture.read', 'service.read'], fields: ['stores', 'service'], supports: 'the service and its security settings were looked at after the recovery', notShown: 'operation in emergency mode while the outage lasted' },
  { framework: HIPAA, clause: '164.308(a)(7)(ii)(D)', ...TEST, supports: 'the contingency plan was tested, and gaps were written down for its revision', notShown: 'that the plan was revised' },
  { framework: HIPAA, clause: '164.308(a)(7)(ii)(E)', needs: 'tested', events: ['plan.made'], fields: ['stores', 'objectives'], supports: 'targets were set for the stores of this scenario', notShown: 'the criticality analysis itself' },
  { framework: 'GDPR', clause: '32(1)(c)', ...RECOVERY, supports: 'availability of and access to the data of these stores was restored, in the time measured', notShown: 'whether that time is timely for the people concerned' },
  { framework: 'GDPR', clause: '32(1)(d)', ...TEST, supports: 'a technical measure was tested, and its effectiveness assessed', notShown: 'a process of regular testing: one drill is one date of it' },
  { framework: 'EU GMP Annex 11', clause: '7.2', ...CONTENT, supports: 'integrity of the backup and the ability to restore were checked', notShown: 'checks during validation, and periodic monitoring' },
  { framework: '21 CFR Part 11', clause: '11.10(c)', ...CONTENT, supports: 'records of these stores were retrieved from their copies and compared', notShown: 'retrieval throughout the whole retention period' },
  { framework: FTR, clause: 'BAR-002', ...CONTENT, supports: 'a restore from backup was tested, and its content compared', notShown: 'tests at other dates' },
  { framework: FTR, clause: 'RES-001', needs: 'tested', events: ['run.started'], fields: ['objectives'], supports: 'recovery point objectives were set and the drill measured against them', notShown: 'how the objectives were chosen' },
  { framework: FTR, clause: 'RES-002', needs: 'tested', events: ['run.started'], fields: ['objectives'], supports: 'recovery time objectives were set and the drill measured against them', notShown: 'how the objectives were chosen' },
  { framework: FTR, clause: 'RES-004', ...TEST, supports: 'a resilience test of this failure took place', notShown: 'tests after later changes' },
  { framework: PILLAR, clause: 'REL09-BP04', ...CONTENT, supports: 'data was recovered from a backup to check the backup and its process', notShown: 'the other backups' },
  { framework: PILLAR, clause: 'REL13-BP03', ...TEST, supports: 'the disaster recovery implementation was tested', notShown: 'disasters other than this one' },
];
