import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Binding, DrillContext } from '#contract/modules';
import { startFakeControlPlane } from '#stores/rds/testing/fake-control-plane';
import type { FakeControlPlane } from '#stores/rds/testing/fake-control-plane';
import { pointerResolves } from './pointer-resolves.ts';

const POINTER = '/portal/stores/dr-s1';
const binding: Binding = { store: 'DR-S1', account: '111111111111', region: 'us-west-2', resource: 'portal-db', pointer: POINTER };
let plane: FakeControlPlane;
const context = { binding: () => binding, candidate: () => binding, targets: { access: (principal: 'platform-app') => plane.access(principal) } } as unknown as DrillContext;

beforeAll(async () => {
  plane = await startFakeControlPlane();
  plane.instances.set('portal-db', { port: 5432, database: 'portal' });
});
afterAll(() => plane?.close());

test('the negative control compares the real pointer with an address that it does not hold', async () => {
  plane.parameters.set(POINTER, 'postgresql://127.0.0.1:5432/portal');
  expect(await pointerResolves.negativeControl(context, { store: 'DR-S1' })).toMatchObject({ result: 'fail', detail: `${POINTER} says postgresql://127.0.0.1:5432/portal, the restored instance portal-db is at postgresql://127.0.0.1:5432/redrill_control` });
});

test('without a pointer the check fails, and its control is an error: it compared nothing', async () => {
  plane.parameters.delete(POINTER);
  expect(await pointerResolves.run(context, { store: 'DR-S1' })).toMatchObject({ result: 'fail', detail: `the parameter ${POINTER} does not exist` });
  await expect(pointerResolves.negativeControl(context, { store: 'DR-S1' })).rejects.toMatchObject({ code: 'control.not-shown' });
});
