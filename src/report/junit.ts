import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { visible } from '#kit/visible';
import { junitCases } from './junit-cases.ts';
import type { JunitCase } from './junit-cases.ts';
import { numberWords, verdictWords } from './words.ts';

/** `junit.xml`: the scenario as a suite, its targets and checks as cases, for the test view of a build machine. */
export function junitReport(input: ReportInput, summary: RunSummary): string {
  const cases = junitCases(input, summary);
  const count = (outcome: JunitCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  const seconds = Math.round(summary.clock.realSeconds * 1000) / 1000;
  const totals = `tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds}"`;
  const properties = [['run', summary.run.id], ['verdict', verdictWords(summary)], ['variant', summary.run.variant ?? ''], ['mutation', summary.run.mutation ?? ''], ['time to recover', numberWords(summary.rta)], ['data lost, this strike', numberWords(summary.rpa)], ['real time', humanDuration(summary.clock.realSeconds)], ['fingerprint', `sha256:${summary.record.sha256}`]];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="redrill" ${totals}>`,
    `  <testsuite name="${xml(suiteName(summary))}" timestamp="${xml(summary.clock.realStartedAt.replace(/(\.\d+)?Z$/, ''))}" ${totals}>`,
    '    <properties>',
    ...properties.map(([name = '', value = '']) => `      <property name="${xml(name)}" value="${xml(value)}"/>`),
    '    </properties>',
    ...cases.map(testcase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteName({ run }: RunSummary): string {
  return `${run.scenario}${run.variant === null ? '' : ` (${run.variant})`}${run.mutation === null ? '' : ` [sabotaged: ${run.mutation}]`}`;
}

function testcase({ group, name, outcome, type, message, evidence }: JunitCase): string {
  const head = `    <testcase classname="${xml(group)}" name="${xml(name)}"`;
  if (outcome === 'passed') return evidence.length === 0 ? `${head}/>` : `${head}>\n      <system-out>${xml(evidence.join(' '))}</system-out>\n    </testcase>`;
  const tag = outcome === 'failed' ? 'failure' : outcome;
  const typed = outcome === 'skipped' ? '' : ` type="${xml(type)}"`;
  return `${head}>\n      <${tag}${typed} message="${xml(message)}">${outcome === 'skipped' ? '' : xml(evidence.join(' '))}</${tag}>\n    </testcase>`;
}

/** Text for an attribute or an element of XML 1.0: what XML forbids and what hides or reorders is shown as an escape. */
function xml(text: string): string {
  return visible(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
