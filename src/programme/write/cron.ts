import { usageError } from '#kit/redrill-error';
import { jobsOf, MARK, shellWord } from './written-file.ts';
import type { WriteInput, WrittenFile } from './written-file.ts';
import { utcCrons } from './utc-crons.ts';

/** Lines for a crontab. Each asks the programme first, so that a coarse line starts nothing twice. */
export function cronFiles(input: WriteInput): readonly WrittenFile[] {
  if (/[\n\r\0]/.test(input.folder)) throw usageError('schedule.folder', `the project's folder has a line break in its name (${JSON.stringify(input.folder)}), which no crontab can hold; move the project`);
  const place = input.home === null ? '' : ` --home ${shellWord(input.home)}`;
  const lines = jobsOf(input).flatMap(({ name, entry, rule, args }) => [
    `# ${name}: ${entry.every}`,
    ...utcCrons(rule, input.now).map((cron) => `${cron} cd ${shellWord(input.folder)} && npx --no-install redrill due --open --entry ${entry.id}${place} | grep -q . && npx --no-install redrill run ${args.map(shellWord).join(' ')}`.replaceAll('%', String.raw`\%`)),
  ]);
  return [{ path: 'redrill.crontab', text: [`# ${MARK} --write cron; add it with: crontab -l | cat - redrill.crontab | crontab -`, '# Times are UTC. Where cron does not know CRON_TZ (Debian), the machine must run on UTC, or a drill begins up to some hours off and never twice.', 'CRON_TZ=UTC', ...lines, ''].join('\n') }];
}
