import type { SandboxContext, Timer } from '../../service.ts';
import { kmsState } from './state.ts';

/** Deletes keys whose waiting period is over, and gives rotating keys their new material. */
export function kmsTimers({ catalogue }: SandboxContext): readonly Timer[] {
  const { keys } = kmsState(catalogue);
  return [
    {
      name: 'kms key deletion',
      next: () => keys.nextDeletion(),
      fire: (atMicros) => catalogue.transaction(() => { for (const arn of keys.expired(atMicros)) keys.remove(arn); }),
    },
    {
      name: 'kms key rotation',
      next: () => keys.nextRotation(),
      fire: (atMicros) => catalogue.transaction(() => { for (const key of keys.rotating(atMicros)) keys.rotate(key, atMicros); }),
    },
  ];
}
