import { Cron } from 'croner';
import { microsOf } from '#kit/time';
import { usageError } from '#kit/redrill-error';

/** The next `count` moments (epoch microseconds) of an AWS schedule expression after `from`, in UTC. Knows `cron(...)` and `rate(...)`. */
export function nextRuns(expression: string, from: string, count: number): number[] {
  const cron = toCron(expression);
  const after = from.replace(/\.\d+Z$/, 'Z');
  return new Cron(cron, { timezone: 'UTC' }).nextRuns(count, after.slice(0, -1)).map((date) => date.getTime() * 1000).filter((at) => at > microsOf(from));
}

/** AWS: minutes hours day-of-month month day-of-week(1 = Sunday) year. croner: seconds first, 0 = Sunday. */
function toCron(expression: string): string {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (!fields || fields.length !== 6) throw usageError('schedule.form', `schedule ${JSON.stringify(expression)}: expected cron(minutes hours day-of-month month day-of-week year), for example cron(0 2 * * ? *)`);
  const [minutes, hours, days, months, weekdays = '?', year = '*'] = fields;
  const shifted = weekdays.replace(/(?<!#)\d+/g, (digit) => String(Number(digit) - 1));
  return `0 ${minutes} ${hours} ${days} ${months} ${shifted} ${year}`;
}
