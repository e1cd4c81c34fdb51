import { usageError } from '#kit/redrill-error';
import type { CalendarRule } from '#kit/calendar-rule';
import { jobsOf, MARK, shellWord } from './written-file.ts';
import type { Job, WriteInput, WrittenFile } from './written-file.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A service and a timer for each job. Timers know time zones and catch up on what was missed while the machine was off. */
export function systemdFiles(input: WriteInput): readonly WrittenFile[] {
  if (/[\n\r\0"\\]/.test(input.folder)) throw usageError('schedule.folder', `the project's folder has a character in its name that no unit can hold (${JSON.stringify(input.folder)}); move the project`);
  return jobsOf(input).flatMap((job) => [{ path: `redrill-${job.name}.service`, text: service(job, input) }, { path: `redrill-${job.name}.timer`, text: timer(job, input) }]);
}

function service({ name, entry, args }: Job, { folder, home }: WriteInput): string {
  const place = home === null ? '' : ` --home ${shellWord(home)}`;
  const line = `npx --no-install redrill run ${args.map(shellWord).join(' ')}`;
  const gate = `npx --no-install redrill due --open --entry ${entry.id}${place} | grep -q .`;
  return [`# ${MARK} --write systemd`, '[Unit]', `Description=redrill drill ${name}`, 'Wants=network-online.target', 'After=network-online.target', '', '[Service]', 'Type=oneshot', `WorkingDirectory=${escaped(folder)}`, '# Not when the programme says that it is done already.', `ExecCondition=/bin/sh -c ${quoted(gate)}`, `ExecStart=/bin/sh -c ${quoted(`exec ${line}`)}`, 'TimeoutStartSec=infinity', ''].join('\n');
}

function timer({ name, rule, entry }: Job, { now }: WriteInput): string {
  return [`# ${MARK} --write systemd; put both files into ~/.config/systemd/user, then: systemctl --user enable --now redrill-${name}.timer`, '[Unit]', `Description=When redrill drills ${name}: ${escaped(entry.every)}`, '', '[Timer]', ...onCalendar(rule, now).map((line) => `OnCalendar=${line}`), 'Persistent=true', '', '[Install]', 'WantedBy=timers.target', ''].join('\n');
}

/** Calendar events of systemd.time(7). A grid of days wakes it each day, and the service asks the programme. */
function onCalendar(rule: CalendarRule, now: string): readonly string[] {
  if (rule.shape.kind === 'grid') return [rule.shape.everySeconds < 86_400 ? `*-*-* *:${rule.shape.anchor.slice(14, 16)}:00 UTC` : `*-*-* ${rule.shape.anchor.slice(11, 16)}:00 UTC`];
  const { pattern, zone } = rule.shape;
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = pattern.split(' ');
  const nth = /^([0-7])#([1-4]|L)$/.exec(weekday);
  const plain = [minute, hour, day, month, weekday].every((field) => /^(\*|\d+(,\d+)*)$/.test(field)) && (day === '*' || weekday === '*');
  if (nth === null && !plain) return datesOf(rule, now);
  const time = `${clock(hour)}:${clock(minute)}:00 ${zone}`;
  if (nth === null) return [`${weekday === '*' ? '' : `${weekday.split(',').map(weekdayName).join(',')} `}*-${month}-${day} ${time}`];
  const week = Number(nth[2]);
  const days = nth[2] === 'L' ? '~07/1' : `-${(week - 1) * 7 + 1}..${week * 7}`;
  return [`${weekdayName(nth[1] ?? '0')} *-${month}${days} ${time}`];
}

/** What the calendar of systemd cannot say is written out for some years. */
function datesOf(rule: CalendarRule, now: string): readonly string[] {
  const dates: string[] = [];
  for (let at = rule.next(now); at !== null && dates.length < 60; at = rule.next(at)) dates.push(`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`);
  return dates;
}

function weekdayName(digit: string): string {
  return WEEKDAYS[Number(digit) % 7] ?? 'Sun';
}

function clock(field: string): string {
  return field === '*' ? '*' : field.split(',').map((part) => part.padStart(2, '0')).join(',');
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}

/** One word of a unit's command line: `%` and `$` would be replaced. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')}"`;
}
