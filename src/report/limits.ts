import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { count, isRehearsal } from './words.ts';

/** What the drill did not show, generated from what it did not read. */
export function limits(input: ReportInput, summary: RunSummary): readonly string[] {
  const { started } = input;
  return [
    ...summary.notExercised.map(({ what, why }) => `${what}: ${why}`),
    ...(isRehearsal(summary) ? ['recovery time and data loss on AWS: the account is local, so the run may refute a target and never confirm it'] : []),
    ...(started.target.pace === 'fast' && isRehearsal(summary) ? ['how long AWS really takes: durations are modelled from published rates'] : []),
    ...(started.attended ? [] : ['how fast people notice, decide and act: the drill was unattended and models them']),
    ...(summary.stores.some((store) => store.timeline.T1 === null) ? ['detection: nothing and nobody noticed the fault'] : []),
    ...summary.stores.flatMap((store) => (store.integrity ? [`in the content of ${store.id}: ${store.integrity.cannotSee || 'what its method cannot see is not stated'}`] : [`the content of ${store.id}`])),
    ...summary.stores.flatMap((store) => (store.witnesses ?? []).filter(({ result }) => result === 'absent').map(({ name, detail }) => `what ${name} would say of ${store.id}: ${detail}`)),
    ...summary.stores.flatMap((store) => (store.rpaWorst.basis === undefined ? [] : [`what the other recovery points of ${store.id} hold: they can only be read by restoring them, so the worst loss of the window rests on their dates${store.rpaWorst.basis === 'claimed-and-proved' ? ', made worse by what the restored one was seen to lack of its own date' : ', and no restore has proved one'}`])),
    ...summary.stores.flatMap((store) => (store.rpaWorst.unmeasuredPoints === undefined ? [] : [`what ${count(store.rpaWorst.unmeasuredPoints, 'recovery point')} of ${store.id} held: no beacons were written while it was made`])),
    ...(summary.service.errorRate === null ? ['error rate and latency under load: no load was run'] : []),
    ...(started.stores.length === 1 ? ['the loss of several stores at once'] : []),
  ];
}
