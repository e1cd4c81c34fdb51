import type { PhaseName, RunEvent } from '#contract/events';
import type { LoadSecond } from '#contract/reporting';
import type { LoadPhase, RealOutage } from '#contract/run-summary';
import type { LoadReading } from '#contract/user-service';
import { isoMicros } from '#kit/time';
import { eventsOf } from './events-of.ts';

const HALF_SECOND_MICROS = 500_000;

/** What load saw, phase by phase, in real time: a second belongs to the phase that was going on in its middle. Empty where the clocks were not noted. */
export function loadPhases(events: readonly RunEvent[], { clock }: LoadReading, series: readonly LoadSecond[]): readonly LoadPhase[] {
  if (clock === undefined) return [];
  const begun = eventsOf(events, 'phase.started').map(({ phase, mono }) => ({ phase, mono }));
  const phases = new Map<PhaseName, LoadSecond[]>();
  for (const second of series) {
    const middle = clock.monoMicros + (second.atMs - clock.realMs) * 1000 + HALF_SECOND_MICROS;
    const phase = begun.findLast(({ mono }) => mono <= middle)?.phase;
    if (phase !== undefined) phases.set(phase, [...(phases.get(phase) ?? []), second]);
  }
  return [...phases].map(([phase, seconds]) => ({ phase, realSeconds: new Set(seconds.map(({ atMs }) => atMs)).size, requests: sum(seconds, 'requests'), failed: sum(seconds, 'failed'), p95Ms: p95Of(seconds) }));
}

/** Outages on the real clock; empty where none were seen, undefined where nobody watched. */
export function realOutages({ outages, clock }: LoadReading): readonly RealOutage[] | undefined {
  if (outages === undefined || clock === undefined) return undefined;
  const real = ([from, to]: readonly [number, number]): readonly [string, string] => [iso(from), iso(to)];
  const iso = (mono: number): string => isoMicros(clock.realMs * 1000 + mono - clock.monoMicros);
  return outages.map(({ down, up }) => ({ down: real(down), up: up === null ? null : real(up), seconds: up === null ? null : [seconds(up[0] - down[1]), seconds(up[1] - down[0])] }));
}

function seconds(micros: number): number {
  return Math.max(0, Math.round(micros / 1000) / 1000);
}

function sum(all: readonly LoadSecond[], key: 'requests' | 'failed'): number {
  return all.reduce((total, one) => total + one[key], 0);
}

function p95Of(all: readonly LoadSecond[]): LoadPhase['p95Ms'] {
  const known = all.flatMap(({ p95Ms }) => (p95Ms === null || p95Ms === undefined ? [] : [p95Ms])).sort((a, b) => a - b);
  const [middle, worst] = [known[Math.floor((known.length - 1) / 2)], known.at(-1)];
  return middle === undefined || worst === undefined ? null : { middle, worst };
}
