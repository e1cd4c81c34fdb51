import { Cron } from 'croner';
import { usageError } from './redrill-error.ts';

/** Moments of an AWS schedule expression. */
export interface AwsSchedule {
  /** The first moment (epoch microseconds) after another; null when there is none any more. */
  next(afterMicros: number): number | null;
}

const UNIT_MICROS: Readonly<Record<string, number>> = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 };

/**
 * Reads `cron(minutes hours day-of-month month day-of-week year)` (Sunday is 1; L, W and # as EventBridge has them) or `rate(value unit)`,
 * which counts from `anchorMicros`. Throws RedrillError `schedule.form` with a sentence for anything else.
 */
export function awsSchedule(expression: string, { timezone = 'UTC', anchorMicros = 0 }: { readonly timezone?: string; readonly anchorMicros?: number } = {}): AwsSchedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) return everySo(Number(rate[1]) * (UNIT_MICROS[rate[2] ?? ''] ?? 0), { expression, anchorMicros });
  const cron = parsed(expression, timezone);
  return { next: (afterMicros) => microsOfRun(cron.nextRun(new Date(Math.floor(afterMicros / 1000))), afterMicros, cron) };
}

function everySo(period: number, { expression, anchorMicros }: { readonly expression: string; readonly anchorMicros: number }): AwsSchedule {
  if (period === 0) throw problem(expression, 'a rate must be at least 1');
  return { next: (afterMicros) => anchorMicros + Math.max(1, Math.floor((afterMicros - anchorMicros) / period) + 1) * period };
}

function parsed(expression: string, timezone: string): Cron {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (!fields || fields.length !== 6) throw problem(expression, 'expected cron(minutes hours day-of-month month day-of-week year), for example cron(0 2 * * ? *), or rate(value unit)');
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', year = ''] = fields;
  if ((days === '?') === (weekdays === '?')) throw problem(expression, 'exactly one of day-of-month and day-of-week must be ?');
  try {
    const cron = new Cron(['0', stepped(minutes, 59), stepped(hours, 23), stepped(days, 31), stepped(months, 12), shifted(weekdays), year].map((field) => field.replace('?', '*')).join(' '), { timezone });
    // an unknown time zone shows only when a moment is asked for
    cron.nextRun(new Date(0));
    return cron;
  } catch (error) {
    throw problem(expression, error instanceof Error ? error.message : String(error));
  }
}

/** `5/15` means from 5 on every 15th; croner wants the end written out. */
function stepped(field: string, last: number): string {
  return field.split(',').map((part) => part.replace(/^(\d+)\/(\d+)$/, `$1-${last}/$2`)).join(',');
}

/** AWS counts weekdays from 1 = Sunday and writes the last Friday 6L; croner from 0, and 5#L. Steps and the week after # stay. */
function shifted(weekdays: string): string {
  if (weekdays === 'L') return '6';
  return stepped(weekdays, 7).split(',').map((part) => part.replace(/(?<![#/\d])\d+/g, (digit) => String(Number(digit) - 1)).replace(/^(\w+)L$/, '$1#L')).join(',');
}

/** A moment in the middle of a second is given to croner without its fraction, so a run in that very second is skipped by hand. */
function microsOfRun(run: Date | null, afterMicros: number, cron: Cron): number | null {
  if (run === null) return null;
  const at = run.getTime() * 1000;
  return at > afterMicros ? at : microsOfRun(cron.nextRun(run), afterMicros, cron);
}

function problem(expression: string, why: string): Error {
  return usageError('schedule.form', `schedule ${JSON.stringify(expression)}: ${why}`);
}
