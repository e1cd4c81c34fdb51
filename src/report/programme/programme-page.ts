import type { CoverageCell, DrillStatus, OpenFinding, ProgrammeDrill, ProgrammeState, RunMark } from '#contract/programme';
import { escapeHtml } from '../html/escape-html.ts';
import { page } from '../html/page.ts';

/** The programme as one self-contained page: what is done, due and overdue, what is covered, and which findings are open for how long. */
export function programmePage(state: ProgrammeState): string {
  const late = state.drills.filter(({ status }) => status === 'overdue' || status === 'stale').length;
  const sections: readonly Section[] = [drillsSection(state.drills), coverageSection(state), findingsSection(state.findings), ...(state.problems.length === 0 ? [] : [{ id: 'problems', title: 'Attempts that do not count', html: `<ul>${state.problems.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>` }])];
  const title = `Drill programme: ${state.platform}`;
  return page({
    title,
    contents: '',
    main: `<h1>${escapeHtml(title)}</h1>\n<div class="banner ${late > 0 ? 'bad' : 'good'}"><p class="result">${late > 0 ? `${late} of ${state.drills.length} drills are late.` : 'No drill is late.'}</p><p>As of ${escapeHtml(minute(state.at))} UTC. ${escapeHtml(sumUp(state.drills))}</p></div>\n${sections.map(({ id, title: heading, html }) => `<section><h2 id="${id}">${escapeHtml(heading)}</h2>${html}</section>`).join('\n')}`,
    footer: 'Told from the hash-chained list of attempts and the results beside it. A drill counts when it reached a measured verdict and nobody sabotaged it; a cell of the coverage counts the last pass of that store alone. This is not a statement of compliance.',
  });
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

/** Classes of the stylesheet, which put a sign before the word: colour is never the only one. */
const TONE: Readonly<Record<DrillStatus | CoverageCell['state'] | OpenFinding['severity'], 'good' | 'bad' | 'open'>> = { done: 'good', fresh: 'good', planned: 'open', due: 'open', 'not-planned': 'open', medium: 'open', low: 'open', overdue: 'bad', stale: 'bad', never: 'bad', high: 'bad' };

const RANK: Readonly<Record<DrillStatus, number>> = { overdue: 0, stale: 1, due: 2, planned: 3, done: 4 };

function sumUp(drills: readonly ProgrammeDrill[]): string {
  const words: readonly DrillStatus[] = ['done', 'due', 'overdue', 'stale', 'planned'];
  return `${drills.length} drills: ${words.map((status) => `${drills.filter((drill) => drill.status === status).length} ${status}`).join(', ')}.`;
}

function drillsSection(drills: readonly ProgrammeDrill[]): Section {
  const rows = drills.toSorted((a, b) => RANK[a.status] - RANK[b.status]).map((drill) => `<tr><td class="${TONE[drill.status]} n"><span class="mark">${drill.status.toUpperCase()}</span></td><th scope="row">${escapeHtml(drill.scenario)}${drill.variant === null ? '' : `<br>variant ${escapeHtml(drill.variant)}`}</th><td>${escapeHtml(drill.every)}</td><td>${escapeHtml(drill.why)}</td><td>${runText(drill.lastPass)}</td><td>${drill.freshUntil === null ? 'no pass' : escapeHtml(day(drill.freshUntil))}</td><td>${drill.nextAt === null ? 'none' : escapeHtml(minute(drill.nextAt))}</td><td>${peopleText(drill)}</td></tr>`);
  return section('drills', 'Done, due, overdue', ['State', 'Drill', 'How often', 'Why', 'Last pass', 'Counts until', 'Next (UTC)', 'Operates / approves / reviews'], rows, 'The programme has no entries.');
}

function peopleText({ people }: ProgrammeDrill): string {
  return [people.operator, people.approver, people.reviewer].map((who) => escapeHtml(who ?? 'nobody named')).join(' / ');
}

/** Stores in rows, scenarios in columns; a cell that cannot exist stays empty. */
function coverageSection({ stores, coverage }: ProgrammeState): Section {
  const scenarios = [...new Set(coverage.map(({ scenario }) => scenario))];
  const rows = stores.map(({ id, title }) => `<tr><th scope="row">${escapeHtml(id)}<br>${escapeHtml(title)}</th>${scenarios.map((scenario) => cellText(coverage.find((cell) => cell.store === id && cell.scenario === scenario))).join('')}</tr>`);
  return section('coverage', 'Coverage: last pass of each store in each scenario', ['Store', ...scenarios], rows, 'The config names no store.');
}

function cellText(cell: CoverageCell | undefined): string {
  if (cell === undefined) return '<td>-</td>';
  const words: Readonly<Record<CoverageCell['state'], string>> = { fresh: 'fresh', stale: 'STALE', never: 'NEVER', 'not-planned': 'not planned' };
  return `<td class="${TONE[cell.state]}"><span class="mark">${words[cell.state]}</span>${cell.lastPass === null ? '' : `<br>${runText(cell.lastPass)}`}</td>`;
}

function findingsSection(findings: readonly OpenFinding[]): Section {
  const rows = findings.map((finding) => `<tr><td>${finding.ageDays} d</td><td class="${TONE[finding.severity]}"><span class="mark">${finding.severity}</span></td><th scope="row">${escapeHtml(finding.id)}</th><td>${escapeHtml(finding.title)}</td><td>${escapeHtml(finding.scenario)}${finding.store === null ? '' : `, ${escapeHtml(finding.store)}`}</td><td>${runText(finding.first)}</td><td>${escapeHtml(finding.owner ?? 'nobody')}</td><td${finding.overdueDays > 0 ? ' class="bad"' : ''}>${finding.due ?? 'no date'}${finding.overdueDays > 0 ? `, <span class="mark">OVERDUE ${finding.overdueDays} d</span>` : ''}</td></tr>`);
  return section('findings', 'Open findings by age', ['Age', 'Severity', 'Id', 'What', 'Where', 'First seen', 'Owner', 'Due'], rows, 'No finding is open.');
}

function section(id: string, title: string, ...[head, rows, empty]: readonly [readonly string[], readonly string[], string]): Section {
  const html = rows.length === 0 ? `<p>${escapeHtml(empty)}</p>` : `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}"><table><thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
  return { id, title, html };
}

function runText(run: RunMark | null): string {
  return run === null ? 'never' : `${escapeHtml(day(run.startedAt))}, run ${run.number}`;
}

function day(iso: string): string {
  return iso.slice(0, 10);
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
