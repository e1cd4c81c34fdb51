import type { NumberClass } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import type { RunMeasurement } from '#contract/measurement';
import { secondsBetween } from '#kit/time';
import { lastOf, recoverySteps } from './events-of.ts';

type Step = RunMeasurement['steps'][number];

/** Every documented step with what became of it and how long it took; executed but undocumented ones follow. */
export function measureSteps(events: readonly RunEvent[], runClass: NumberClass): readonly Step[] {
  const documented = lastOf(events, 'plan.made')?.data.runbook.steps ?? [];
  const started = recoverySteps(events, 'step.started');
  const numbers = [...new Set([...documented.map((step) => step.n), ...started.map((event) => event.data.n)])].sort((a, b) => a - b);
  return numbers.map((n) => {
    const document = documented.find((step) => step.n === n);
    const first = started.find((event) => event.data.n === n);
    const end = recoverySteps(events, 'step.ended').findLast((event) => event.data.n === n);
    return {
      n,
      title: document?.title ?? first?.data.title ?? `step ${n}`,
      uses: document?.uses ?? first?.data.uses ?? 'unbound',
      outcome: end?.data.outcome ?? 'not-reached',
      seconds: first && end ? Math.max(0, secondsBetween(first.at, end.at)) : 0,
      realSeconds: end?.data.realSeconds ?? 0,
      class: end?.data.class ?? runClass,
      note: end?.data.note ?? end?.data.code ?? null,
    };
  });
}

/** Seconds of real work in restore steps of a store: what local engines spent, whatever the model says AWS would. */
export function engineSeconds(events: readonly RunEvent[], store: string): number {
  const restores = new Set(recoverySteps(events, 'step.started').filter((event) => event.data.marks === 'restore' && (event.data.store ?? store) === store).map((event) => event.data.n));
  return recoverySteps(events, 'step.ended').filter((event) => restores.has(event.data.n)).reduce((sum, event) => sum + event.data.realSeconds, 0);
}
