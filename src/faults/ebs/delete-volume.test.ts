import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DrillContext } from '#contract/modules';
import type { Volume } from '@aws-sdk/client-ec2';
import { deleteKnownVolume } from './delete-known-volume.ts';
import { deleteVolume } from './delete-volume.ts';

const account = vi.hoisted(() => ({ volume: null as Volume | null, pointer: 'vol-1' as string | null, asked: [] as string[], refuses: null as string | null }));

vi.mock('#stores/ebs/describe-volume', async (original) => ({ ...(await original<typeof import('#stores/ebs/describe-volume')>()), describeVolume: async () => account.volume }));
vi.mock('#targets/pointer', () => ({ readPointer: async () => account.pointer }));
vi.mock('#stores/ebs/with-ec2', () => ({
  ec2Sdk: () => ({ DeleteVolumeCommand: function DeleteVolumeCommand() {} }),
  withEc2: async (_access: unknown, work: (client: unknown) => Promise<unknown>) => work({ send: async (command: object) => {
    account.asked.push(command.constructor.name);
    if (account.refuses !== null) throw Object.assign(new Error('EC2 says no'), { name: account.refuses, $metadata: { httpStatusCode: 400 } });
  } }),
}));

const access = {} as Parameters<typeof deleteKnownVolume>[0];
const context = { binding: () => ({ region: 'us-west-2', pointer: '/p' }), targets: { access: () => access } } as unknown as DrillContext;
const look = (): ReturnType<typeof deleteVolume.observe> => deleteVolume.observe(context, { store: 'DR-S6', recycleBin: 'keeps' }, []);

beforeEach(() => Object.assign(account, { volume: { VolumeId: 'vol-1', State: 'in-use', Attachments: [{ State: 'attached' }] }, pointer: 'vol-1', asked: [], refuses: null }));

describe('the loss of a volume from the side of its users', () => {
  it('is no loss while the volume is attached, harm while it is taken away, and a loss when it is gone', async () => {
    expect(await look()).toMatchObject({ broken: false, harmed: false });
    account.volume = { VolumeId: 'vol-1', State: 'in-use', Attachments: [{ State: 'detaching' }] };
    expect(await look()).toMatchObject({ broken: false, harmed: true });
    account.volume = { VolumeId: 'vol-1', State: 'available', Attachments: [] };
    expect(await look()).toMatchObject({ broken: false, harmed: true });
    account.volume = { VolumeId: 'vol-1', State: 'deleting' };
    expect(await look()).toMatchObject({ broken: true });
    account.volume = null;
    expect(await look()).toMatchObject({ broken: true });
  });

  it('is not known where the pointer is gone', async () => {
    account.pointer = null;
    expect(await look()).toMatchObject({ broken: null });
  });
});

describe('one request to delete a volume', () => {
  it('is not sent where the owner has taken the tag away since, or where the volume is gone', async () => {
    await expect(deleteKnownVolume(access, 'vol-1', () => { throw new Error('its tag is gone'); })).rejects.toThrow('its tag is gone');
    account.volume = null;
    await deleteKnownVolume(access, 'vol-1');
    expect(account.asked).toEqual([]);
  });

  it('takes a volume that is gone for deleted, and tells every other refusal', async () => {
    account.refuses = 'InvalidVolume.NotFound';
    await deleteKnownVolume(access, 'vol-1');
    account.refuses = 'VolumeInUse';
    await expect(deleteKnownVolume(access, 'vol-1')).rejects.toMatchObject({ code: 'ebs.NotDeleted', message: expect.stringContaining('VolumeInUse') as string });
  });
});
