import type { AwsError, Catalogue, KeyRing, SandboxTime } from '../../service.ts';
import { accessProblem, callerOf, stateProblem } from './access.ts';
import { errors } from './errors.ts';
import { findKey } from './key-reference.ts';
import type { KeyRow } from './key-rows.ts';
import { managedKey } from './managed-key.ts';
import { kmsState } from './state.ts';

const ACTIONS = { encrypt: 'kms:GenerateDataKey', decrypt: 'kms:Decrypt' } as const;

/** The keys of all accounts, as the other services use them. */
export function openKeyRing(catalogue: Catalogue, time: Pick<SandboxTime, 'nowMicros'>): KeyRing {
  const state = kmsState(catalogue);
  state.useClock(time);
  const usable = (arn: string): KeyRow => {
    const key = state.keys.find(arn);
    if (!key) throw errors.keyNotFound(arn);
    const problem = stateProblem(key);
    if (problem) throw problem;
    return key;
  };
  return {
    resolve: (ref, at) => findKey(state, ref, { ...at, nowMicros: time.nowMicros() }).arn,
    managed: (service, at) => managedKey(state, service, { ...at, nowMicros: time.nowMicros() }).arn,
    problem: (arn, use, by): AwsError | null => {
      const key = state.keys.find(arn);
      if (!key) return errors.keyNotFound(arn);
      const denied = by && accessProblem(state, key, { caller: callerOf(by), action: ACTIONS[use], viaService: true });
      return denied ?? stateProblem(key);
    },
    seal: (arn, plain) => state.dataKeys.seal(usable(arn), plain),
    unseal: (arn, sealed) => state.dataKeys.unseal(usable(arn), sealed),
  };
}
