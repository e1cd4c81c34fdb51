import { AwsError } from '../../service.ts';
import type { Snapshot } from '../ebs/model.ts';
import type { Scope } from './operation.ts';
import { flag, text, type Input } from './input.ts';

/** Under which key something new is encrypted, and why that will fail: EC2 looks at keys only after the call. */
interface ChosenKey {
  readonly keyArn: string | null;
  readonly failure: string | null;
}

/** The key of a new volume or copy: what is asked for, the source's, or the account's default. */
export function chosenKey({ call, state, place, by }: Scope, input: Input, { source, foreign }: { readonly source: Snapshot | null; readonly foreign: boolean }): ChosenKey {
  const settings = state.settingsOf(place);
  const wanted = text(input, 'KmsKeyId');
  const encrypted = flag(input, 'Encrypted') === true || settings.encryptByDefault || (source !== null && source.keyArn !== null);
  if (!encrypted && wanted !== undefined) throw new AwsError('InvalidParameterDependency', 'The parameter KmsKeyId requires the parameter Encrypted to be set.');
  const opening = source === null || source.keyArn === null ? null : call.keys.problem(source.keyArn, 'decrypt', by)?.message ?? null;
  if (!encrypted) return { keyArn: null, failure: opening };
  // the source's key stays only where the source is: keys belong to one region, and the managed key to one account
  const inherited = source?.keyArn !== null && !foreign ? source?.keyArn : undefined;
  const ref = wanted ?? inherited ?? settings.defaultKeyArn;
  try {
    const keyArn = ref === null || ref === undefined ? call.keys.managed('ebs', place) : call.keys.resolve(ref, place);
    return { keyArn, failure: opening ?? call.keys.problem(keyArn, 'encrypt', by)?.message ?? null };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { keyArn: ref ?? null, failure: error.message };
  }
}
