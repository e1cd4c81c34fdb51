import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOfMicros } from '#kit/dates';
import { SANDBOX_ACCOUNTS } from '../../../accounts.ts';
import { openCatalogue } from '../../../catalogue.ts';
import type { SandboxContext } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import { openKeyRing } from '../../kms/key-ring.ts';
import type { Volume } from '../model.ts';
import { ebsState, type EbsState } from '../state.ts';
import { ebsTimers } from '../timers.ts';
import { newVolume } from '../volumes/new-volume.ts';

export const PLACE = { account: '111111111111', region: 'us-west-2' } as const;

/** EBS over a real catalogue in a temporary folder; time stands still until `pass`. */
export interface FakeEbs {
  readonly context: SandboxContext;
  readonly state: EbsState;
  readonly keyArn: string;
  /** A volume of 1 GiB that is available. */
  volume(keyArn?: string | null): Promise<Volume>;
  /** Moves time on and does what falls due. */
  pass(seconds: number): Promise<void>;
  close(): void;
}

export function openFakeEbs(): FakeEbs {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-ebs-'));
  const catalogue = openCatalogue(folder, [SETTINGS_TABLE]);
  let now = 1_790_000_000_000_000;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const context: SandboxContext = {
    catalogue, time, accounts: SANDBOX_ACCOUNTS, settings: openSettings(catalogue), state: folder, clockMap: { drillOfReal: (at) => at, realOfDrill: (at) => at }, keys: openKeyRing(catalogue, time), log: (line) => { throw new Error(line); },
  };
  const state = ebsState(context);
  const timers = ebsTimers(context);
  const pass = async (seconds: number): Promise<void> => {
    const until = now + seconds * 1_000_000;
    for (;;) {
      const due = timers.map((timer) => ({ timer, at: timer.next() ?? Infinity })).sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > until) break;
      now = Math.max(now, due.at);
      await due.timer.fire(now);
    }
    now = until;
  };
  return {
    context, state, pass,
    keyArn: context.keys.managed('ebs', PLACE),
    volume: async (keyArn = null) => {
      const { id } = state.change(() => newVolume(context, { ...PLACE, shape: { sizeGiB: 1, type: 'gp3', iops: 3000, throughput: 125 }, zone: 'us-west-2a', keyArn, snapshot: null, tags: {}, initRate: null, failure: null, model: 'ebs-control' }));
      await pass(10);
      const volume = state.volumes.find(id);
      if (!volume) throw new Error('the volume was not made');
      return volume;
    },
    close: () => {
      catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
