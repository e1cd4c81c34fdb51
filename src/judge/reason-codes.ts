import type { Reason, Verdict } from '#contract/run-summary';

/** Families of reason codes and the verdict that each means; the table of docs/reference/reason-codes.md. */
export const REASON_CODES: readonly { readonly code: string; readonly verdict: Verdict; readonly means: string }[] = [
  { code: 'not-recovered.nothing', verdict: 'fail-not-recovered', means: 'Nothing usable came back: not one expected thing was found.' },
  { code: 'not-recovered.step', verdict: 'fail-not-recovered', means: 'A step of the runbook failed and its release check never passed; the text ends with the error code of the step.' },
  { code: 'not-recovered.release-check', verdict: 'fail-not-recovered', means: 'The release check of the runbook was carried out and did not pass.' },
  { code: 'not-recovered.deadline', verdict: 'fail-not-recovered', means: 'The deadline of the recovery passed first.' },
  { code: 'not-recovered.interrupted', verdict: 'fail-not-recovered', means: 'The run was left for good after the fault: a second signal, or a kill that nobody resumed.' },
  { code: 'not-recovered.soak', verdict: 'fail-not-recovered', means: 'The service came back and did not stay through the soak.' },
  { code: 'service.unhealthy', verdict: 'fail-not-recovered', means: 'The service never worked again after the fault.' },
  { code: 'service.journeys', verdict: 'fail-not-recovered', means: 'The stores answer, and what users do on the platform still does not work.' },
  { code: 'integrity.missing', verdict: 'fail-integrity', means: 'Something written at or before R is not there.' },
  { code: 'integrity.unexpected', verdict: 'fail-integrity', means: 'Something is there that should not be, such as old data that had been deleted.' },
  { code: 'integrity.different', verdict: 'fail-integrity', means: 'Something came back with other content.' },
  { code: 'integrity.witness', verdict: 'fail-integrity', means: 'A program that shares no code with redrill, such as pg_amcheck, found something wrong with what came back.' },
  { code: 'integrity.own-check', verdict: 'fail-integrity', means: 'One of the user\'s own checks, tagged audit, did not pass after the recovery.' },
  { code: 'posture.drift', verdict: 'fail-integrity', means: 'A security or resilience setting is weaker than before, or other than before.' },
  { code: 'rto-missed.<set>', verdict: 'fail-objective', means: 'Recovery took longer than the RTO of the named set of objectives.' },
  { code: 'rpo-missed.<set>.strike', verdict: 'fail-objective', means: 'This strike lost more than the RPO of the named set allows.' },
  { code: 'rpo-missed.<set>.worst', verdict: 'fail-objective', means: 'Another moment of the look-back window would have lost more than the RPO of the named set allows.' },
  { code: 'checker', verdict: 'inconclusive', means: 'A check said yes to input that is known to be bad, so nothing it says can be believed.' },
  { code: 'clock', verdict: 'inconclusive', means: 'The clock stood still, went backwards, or its moments contradict each other.' },
  { code: 'strength', verdict: 'inconclusive', means: 'The content was compared with less than a full hash, which is too weak for a pass.' },
  { code: 'integrity.incomplete', verdict: 'inconclusive', means: 'The comparison did not end in "complete", compared nothing, or does not account for everything expected.' },
  { code: 'reading.<name>', verdict: 'inconclusive', means: 'The named reading is missing, so an objective that needs it cannot be judged.' },
  { code: 'refused.<guard>', verdict: 'refused', means: 'A guard said no before anything was broken.' },
  { code: 'aborted.<why>', verdict: 'aborted', means: 'The run ended before the fault: baseline, signal, interrupted, or error.' },
];

/** The verdict that a reason alone would cause. A code that no family knows is never read as good news. */
export function verdictOfCode(code: string): Verdict {
  const exact = REASON_CODES.find((entry) => entry.code === code);
  const family = REASON_CODES.find((entry) => entry.code.includes('<') && code.startsWith(entry.code.slice(0, entry.code.indexOf('<'))));
  return (exact ?? family)?.verdict ?? 'inconclusive';
}

/** A name as part of a dotted code: lower case, hyphens for everything else. */
export function codePart(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'unnamed';
}

/** A reason of one store, or of the whole run when `store` is null. */
export function reason(code: string, store: string | null, text: string): Reason {
  return { code, store, text };
}
