import type { ReportInput } from '#contract/reporting';
import type { Finding, RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { prose } from './escape.ts';
import { stateOfFinding } from './findings-section.ts';
import { count } from './words.ts';

const MOST = 5;

/**
 * What somebody has to decide: each high finding with an action and its effect, who and until when. Findings that one action answers stand
 * together, whatever stores they are of. Costs are not known here and are left to the owner.
 */
export function decisions(input: ReportInput, summary: RunSummary): string {
  const groups = Map.groupBy(summary.findings.filter(({ severity }) => severity === 'high'), ({ cause }) => kindOf(cause));
  if (groups.size === 0) return 'none';
  const lines = [...groups].map(([kind, found]) => `${adviceOn(kind, found, input, summary)} (${idsOf(found)}): ${whoAndWhen(input, found)}.`);
  const more = lines.length > MOST ? `\n\n${lines.length - MOST} more in the section Findings.` : '';
  return `\n\n${lines.slice(0, MOST).map((line, index) => `${index + 1}. ${line}`).join('\n')}${more}`;
}

const MOST_IDS = 3;

function idsOf(found: readonly Finding[]): string {
  const shown = found.slice(0, MOST_IDS).map(({ id }) => id).join(', ');
  return found.length > MOST_IDS ? `${shown} and ${found.length - MOST_IDS} more` : shown;
}

/** What was found of one kind, and the run that found it. */
type Advice = (found: readonly Finding[], input: ReportInput, summary: RunSummary) => string;

/** By what the cause of a finding begins with. A kind that is not listed speaks by its title. */
const ADVICE: Readonly<Record<string, Advice>> = {
  'rpo-worst': (found, input, summary) => {
    const { strictest, worst } = losses(found, input, summary);
    return `Back up ${storesOf(found)} at least every ${humanDuration(strictest)}, continuously where the service can: the worst loss falls from ${humanDuration(worst)} to that. Or accept it`;
  },
  'posture': (found) => `Add to the document what the restore does not bring (${found.map(({ store, cause }) => `${store === null ? '' : `${store} `}${cause.slice('posture.'.length)}`).join(', ')}): what is restored is then as secure as before`,
  'content.missing': (found) => `Fetch from elsewhere or give up what did not come back to ${storesOf(found)}, and have the backup hold it: the next recovery is then whole`,
  'content.unexpected': (found) => `Delete again, or keep, what came back to ${storesOf(found)} and should not be there`,
  'content.different': (found) => `Put the right content into ${storesOf(found)}, or keep what is there`,
  'beacons.holes': (found) => `Find out why older writes of ${storesOf(found)} are lost while newer ones came back: a recovered point cannot be trusted to be whole until then`,
  'beacons.lost-after-fault': (found) => `Stop ${storesOf(found)} from taking writes once it is given up: what it took during the outage is gone`,
  'not-detected': () => 'Put an alarm on this loss: nobody would have begun to recover',
  'not-protected-again': (found) => `Have the backup plan take the restored ${storesOf(found)}: another loss would find no point of it`,
  'unprotected': (found) => `Have the backup plan take the restored ${storesOf(found)}: another loss would find no point of it`,
  'stranded-writes': (found) => `Carry over what was written to ${storesOf(found)} in the region that was given up, before anybody deletes it there`,
  'no-point': (found) => `Copy recovery points of ${storesOf(found)} to where they are needed: without one nothing of it comes back`,
  'runbook.deviation': (found) => `Mend ${found.length === 1 ? 'step' : 'steps'} ${found.map(({ cause }) => cause.split('.').at(-1)).join(', ')} of the document, which could not be done as written`,
};

const TWO_PARTS = new Set(['content', 'beacons', 'runbook']);

/** `content.missing` of itself, `posture.tags` as posture. */
function kindOf(cause: string): string {
  const [first = cause, second] = cause.split('.');
  const kind = TWO_PARTS.has(first) && second !== undefined ? `${first}.${second}` : first;
  return kind in ADVICE ? kind : cause;
}

function adviceOn(kind: string, found: readonly Finding[], input: ReportInput, summary: RunSummary): string {
  const known = ADVICE[kind];
  return known ? prose(known(found, input, summary)) : `${[...new Set(found.map(({ title }) => prose(title)))].join('; ')}: accept or fix`;
}

function storesOf(found: readonly Finding[]): string {
  const stores = [...new Set(found.flatMap(({ store }) => (store === null ? [] : [store])))];
  return stores.length === 0 ? 'it' : stores.join(', ');
}

/** The strictest target that is missed, and the most that the schedules of these stores can lose. */
function losses(found: readonly Finding[], { started }: ReportInput, { stores }: RunSummary): { readonly strictest: number; readonly worst: number } {
  const own = stores.filter(({ id }) => found.some(({ store }) => store === id));
  const worst = Math.max(...own.map(({ rpaWorst }) => rpaWorst.seconds ?? 0));
  return { worst, strictest: Math.min(...started.objectives.map(({ rpoSeconds }) => rpoSeconds).filter((seconds) => seconds < worst)) };
}

/** Who has to act until when, as far as the register says; findings of one action that say different things are told apart in their section. */
function whoAndWhen(input: ReportInput, found: readonly Finding[]): string {
  const said = [...new Set(found.map(({ id }) => standing(input, id)))];
  return said.length === 1 ? said[0] ?? '' : `${said.length} different states, see the section Findings`;
}

function standing(input: ReportInput, id: string): string {
  const state = stateOfFinding(input, id);
  if (state?.state === 'accepted') return `accepted by ${prose(state.accepted?.by ?? '')} until ${state.accepted?.until ?? ''}`;
  if (state === undefined || (state.owner === null && state.due === null)) return 'owner and date are open';
  return `${prose(state.owner ?? 'owner open')}, by ${state.due ?? 'a date that is open'}${state.overdueDays > 0 ? `, OVERDUE ${count(state.overdueDays, 'day')}` : ''}`;
}
