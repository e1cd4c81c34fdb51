import { expect, it, vi } from 'vitest';
import { RedrillError } from '#kit/redrill-error';
import { moduleContext } from '#stores/rds/testing/module-context';

const pointer = vi.hoisted(() => ({ read: async (): Promise<string | null> => 'postgresql://x' }));
vi.mock('#targets/pointer', () => ({ readPointer: () => pointer.read() }));
const { failBack } = await import('./fail-back.ts');

it('takes stores home, and stays away while home does not answer', async () => {
  const { context } = moduleContext();
  expect(await failBack.run(context, { region: 'us-west-2', stores: ['DR-S1'] })).toMatchObject({ relocates: { region: 'us-west-2', stores: ['DR-S1'] } });
  await expect(failBack.run(context, { region: 'eu-west-1', stores: ['DR-S1'] })).rejects.toMatchObject({ code: 'failback.not-home' });
  pointer.read = () => Promise.reject(new RedrillError('ssm.ECONNRESET', 'socket hang up'));
  await expect(failBack.run(context, { region: 'us-west-2', stores: ['DR-S1'] })).rejects.toMatchObject({ code: 'failback.region-down' });
});
