import type { MutationModule } from '#contract/modules';
import { streamPointer } from '#stores/dynamodb/stream-pointer';
import { readPointer, writePointer } from '#targets/pointer';

/** The table is back and its stream is on, and those who follow it still read the dead one: nothing tells them. */
export const streamForgotten: MutationModule = {
  id: 'stream-forgotten',
  service: 'dynamodb',
  kind: 'restore',
  title: 'those who follow the table still read the stream of the lost one',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: 'dynamodb.re-point',
  around: async (context, store, run) => {
    const access = context.targets.access('platform-admin', store.region);
    const dead = await readPointer(access, streamPointer(store.pointer));
    const result = await run();
    if (dead !== null) await writePointer(access, streamPointer(store.pointer), dead);
    context.say(`sabotage: ${streamPointer(store.pointer)} names the dead stream again`);
    return result;
  },
};
