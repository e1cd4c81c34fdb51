import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '#contract/config.schema';
import { SCHEDULERS, writeFiles } from './write-files.ts';
import { utcCrons } from './utc-crons.ts';
import { calendarRule } from '#kit/calendar-rule';

const entries = configSchema.def.in.shape.programme.parse([
  { id: 'database', scenarios: ['rds-loss', 'efs-loss'], variants: ['default', 'pitr'], every: 'first Saturday 03:00 Europe/Berlin', afterChange: { files: ['infra/db/', 'scenarios/rds-loss.ts'], tag: 'release-*' } },
  { id: 'whole', scenarios: ['region-outage'] },
  { id: 'often', scenarios: ['efs-loss'], every: 'P10D' },
  { id: 'late', scenarios: ['efs-loss'], every: 'last Friday of every quarter 22:00 America/New_York' },
]);
const input = { entries, platform: 'P', home: 's3://evidence/drills', folder: "/srv/it's 100% ours", results: './results', now: '2026-11-22T12:00:00.000000Z' };
const written = (name: string): ReadonlyMap<string, string> => new Map((SCHEDULERS[name]?.(input) ?? []).map(({ path, text }) => [path, text]));

it('plain cron is given a line for each side of a clock change, and its own pattern where that needs no time zone', () => {
  expect(utcCrons(calendarRule('first Saturday 03:00 Europe/Berlin'), input.now)).toEqual(['0 2 1-7 1-3,11-12 *', '0 1 1-7 4-10 *']);
  expect(utcCrons(calendarRule('quarterly'), input.now)).toEqual(['0 3 1 1,4,7,10 *']);
  expect(utcCrons(calendarRule('P10D'), input.now)).toEqual(['0 3 * * *']);
});

it.each(['first Saturday 03:00 Europe/Berlin', 'last Friday of every quarter 22:00 America/New_York', 'first Monday 00:30 Asia/Kolkata', 'day 1 00:15 Europe/Berlin', 'P10D', 'last Sunday 02:30 Europe/Berlin'])('each date of "%s" is hit by one of its cron lines', (text) => {
  const rule = calendarRule(text);
  const lines = utcCrons(rule, input.now).map((line) => calendarRule(line));
  let at = rule.next('2026-11-22T12:00:00Z');
  for (let n = 0; n < 60 && at !== null; n += 1) {
    expect(lines.some((line) => line.latest(at ?? '') === at), at).toBe(true);
    at = rule.next(at);
  }
});

it('the workflow parses, wakes for dates, changes and people, drills what is due and ends with the worst verdict', () => {
  const text = written('github').get('.github/workflows/redrill.yml') ?? '';
  const workflow = parse(text) as { readonly on: { readonly schedule: unknown; readonly push: unknown }; readonly jobs: { readonly drill: { readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly if?: string; readonly with?: object }[] } } };
  expect(workflow.on.schedule).toEqual(['0 2 1-7 1-3,11-12 *', '0 1 1-7 4-10 *', '0 3 1 1,4,7,10 *', '0 3 * * *', '0 3 1,26-31 1-2 *', '0 2 1,25-31 4-5,7-8,10-11 *'].map((cron) => ({ cron })));
  expect(workflow.on.push).toEqual({ branches: ['**'], tags: ['release-*'], paths: ['infra/db/**', 'scenarios/rds-loss.ts'] });
  const { steps } = workflow.jobs.drill;
  expect(steps.map(({ uses, run }) => uses ?? run?.split('\n')[0])).toEqual(['actions/checkout@v4', 'actions/setup-node@v4', 'aws-actions/configure-aws-credentials@v4', 'npm ci', 'npx playwright install --with-deps chromium', '# The shell of a step leaves at the first failure; here a failed drill must not keep the next one from running.', 'actions/upload-artifact@v4']);
  expect(steps[5]?.run).toContain('redrill due --open $which --home s3://evidence/drills > due.txt');
  expect(steps[6]).toMatchObject({ if: 'always()', with: { path: './results' } });
});

it('crontab lines ask the programme first and escape what cron and the shell would read', () => {
  const lines = (written('cron').get('redrill.crontab') ?? '').split('\n').filter((line) => /^\d/.test(line));
  expect(lines[0]).toBe(String.raw`0 2 1-7 1-3,11-12 * cd '/srv/it'\''s 100\% ours' && npx --no-install redrill due --open --entry database --home s3://evidence/drills | grep -q . && npx --no-install redrill run rds-loss efs-loss --fresh --home s3://evidence/drills`);
  expect(lines.filter((line) => line.includes('--variant pitr'))).toHaveLength(2);
});

it('systemd gets a service and a timer for each form, in the time zone of the rule', () => {
  const files = written('systemd');
  expect([...files.keys()]).toEqual(['database', 'database-pitr', 'whole', 'often', 'late'].flatMap((name) => [`redrill-${name}.service`, `redrill-${name}.timer`]));
  const calendars = [...files].flatMap(([path, text]) => (path.endsWith('.timer') ? [/OnCalendar=(.*)/.exec(text)?.[1]] : []));
  expect(calendars).toEqual(['Sat *-*-1..7 03:00:00 Europe/Berlin', 'Sat *-*-1..7 03:00:00 Europe/Berlin', '*-1,4,7,10-1 03:00:00 UTC', '*-*-* 03:00:00 UTC', 'Fri *-1,4,7,10~07/1 22:00:00 America/New_York']);
  expect(files.get('redrill-database.service')).toContain("WorkingDirectory=/srv/it's 100%% ours");
});

it('EventBridge Scheduler gets an expression in its own words for each form, and every reference of the template leads somewhere', () => {
  const template = JSON.parse(written('eventbridge').get('redrill-eventbridge.json') ?? '{}') as { readonly Parameters: object; readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>> };
  const schedules = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule').map(({ Properties }) => [Properties['ScheduleExpression'], Properties['ScheduleExpressionTimezone'] ?? Properties['StartDate']]);
  expect(schedules).toEqual([['cron(0 3 ? * 7#1 *)', 'Europe/Berlin'], ['cron(0 3 ? * 7#1 *)', 'Europe/Berlin'], ['cron(0 3 1 1,4,7,10 ? *)', 'UTC'], ['rate(10 days)', '2024-01-01T03:00:00Z'], ['cron(0 22 ? 1,4,7,10 6L *)', 'America/New_York']]);
  const known = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources), 'AWS::Region']);
  const refs = [...JSON.stringify(template).matchAll(/"Ref":"([^"]+)"|"Fn::GetAtt":\["([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? '');
  expect(refs.length).toBeGreaterThan(10);
  expect(refs.filter((name) => !known.has(name))).toEqual([]);
  expect(() => SCHEDULERS['eventbridge']?.({ ...input, home: null })).toThrow('a container has no disk that lasts');
});

it('files are written over only where redrill wrote them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'schedule-'));
  await writeFiles(folder, SCHEDULERS['eventbridge']?.(input) ?? []);
  await writeFiles(folder, SCHEDULERS['eventbridge']?.(input) ?? []);
  await writeFile(join(folder, 'Dockerfile'), 'FROM mine\n');
  await expect(writeFiles(folder, SCHEDULERS['eventbridge']?.(input) ?? [])).rejects.toThrow('was not written by redrill schedule');
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM mine\n');
  await rm(folder, { recursive: true });
});
