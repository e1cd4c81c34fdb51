import { DatabaseSync } from 'node:sqlite';
import { dateOfMicros } from '#kit/dates';
import type { Call, Catalogue, KeyRing, SandboxContext, Timer } from '../../../service.ts';
import { openKeyRing } from '../key-ring.ts';
import { KMS_OPERATIONS } from '../operations.ts';
import { kmsTimers } from '../timers.ts';

type Values = Readonly<Record<string, unknown>>;

/** Who calls, and where; a user of the platform account in us-west-2 unless said otherwise. */
export interface FakeCaller {
  readonly account?: string;
  readonly region?: string;
  readonly user?: string;
}

/** KMS over a database in memory; time stands still until `advance`. */
export interface FakeKms {
  readonly ring: KeyRing;
  readonly catalogue: Catalogue;
  run(operation: string, input: Values, as?: FakeCaller): Promise<Values>;
  /** ARN of a new key. */
  newKey(input?: Values, as?: FakeCaller): Promise<string>;
  /** Moves time on by days and fires what is due. */
  advance(days: number): Promise<void>;
}

/** Opens KMS without anything around it. */
export function fakeKms(): FakeKms {
  const db = new DatabaseSync(':memory:');
  const catalogue: Catalogue = { db, blobFolder: '', transaction: (work) => work(), settled: () => null, flush: () => undefined };
  let now = 1_800_000_000_000_000;
  const time = { nowMicros: () => now, now: () => dateOfMicros(now), changed: () => undefined };
  const timers: readonly Timer[] = kmsTimers({ catalogue, time } as Partial<SandboxContext> as SandboxContext);
  const call = ({ account = '111111111111', region = 'us-west-2', user = 'tester' }: FakeCaller): Call => {
    const parts: Partial<Call> = { region, catalogue, time, caller: { account, arn: `arn:aws:iam::${account}:user/${user}`, userId: user, roleArn: null, anonymous: false } };
    return parts as Call;
  };
  const run = async (operation: string, input: Values, as: FakeCaller = {}): Promise<Values> => ((await KMS_OPERATIONS[operation]?.(call(as), input)) ?? {}) as Values;
  return {
    ring: openKeyRing(catalogue, time),
    catalogue,
    run,
    newKey: async (input = {}, as = {}) => ((await run('CreateKey', input, as))['KeyMetadata'] as { readonly Arn: string }).Arn,
    advance: async (days) => {
      now += days * 86_400_000_000;
      for (const timer of timers) if ((timer.next() ?? Infinity) <= now) await timer.fire(now);
    },
  };
}
