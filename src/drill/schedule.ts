import { awsSchedule } from '#kit/aws-schedule';
import { microsOf } from '#kit/time';

/** The next `count` moments (epoch microseconds) of an AWS schedule expression after `from`, in UTC. Knows `cron(...)` and `rate(...)`. */
export function nextRuns(expression: string, from: string, count: number): number[] {
  const schedule = awsSchedule(expression);
  const runs: number[] = [];
  for (let at = schedule.next(microsOf(from)); at !== null && runs.length < count; at = schedule.next(at)) runs.push(at);
  return runs;
}
