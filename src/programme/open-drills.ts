import type { ProgrammeDrill } from '#contract/programme';
import { secondsBetween } from '#kit/time';

/** Which drills are meant: those of one entry, those whose date or change is at most so many seconds old, those after a change, or all. */
export interface OpenChoice {
  readonly entry?: string;
  readonly withinSeconds?: number;
  readonly changed?: boolean;
  readonly all?: boolean;
}

/** What is to be drilled now, as arguments of `redrill run`: one line for each form of each entry. */
export function openDrills(drills: readonly ProgrammeDrill[], now: string, choice: OpenChoice = {}): readonly { readonly entry: string; readonly args: readonly string[] }[] {
  const open = drills.filter((drill) => (choice.entry === undefined || drill.entry === choice.entry) && (choice.all === true || isOpen(drill, now, choice)));
  return [...Map.groupBy(open, ({ entry, variant }) => `${entry} ${variant ?? ''}`).values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [{ entry: first.entry, args: [...[first, ...rest].map(({ scenario }) => scenario), ...(first.variant === null ? [] : ['--variant', first.variant])] }]));
}

function isOpen({ needAt, needBy, lastRun }: ProgrammeDrill, now: string, { withinSeconds, changed }: OpenChoice): boolean {
  if (needAt === null || (lastRun !== null && secondsBetween(needAt, lastRun.startedAt) >= 0)) return false;
  if (changed === true) return needBy === 'change';
  return withinSeconds === undefined || secondsBetween(needAt, now) <= withinSeconds;
}
