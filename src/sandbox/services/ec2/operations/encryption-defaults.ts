import type { Operation } from '../../../service.ts';
import { AwsError } from '../../../service.ts';
import { need } from '../input.ts';
import { operation, type Scope } from '../operation.ts';

/** Encryption by default of an account in a region, and the key for it. */
export const encryptionDefaults: Readonly<Record<string, Operation>> = {
  EnableEbsEncryptionByDefault: operation('EnableEbsEncryptionByDefault', [], (scope) => switched(scope, true)),
  DisableEbsEncryptionByDefault: operation('DisableEbsEncryptionByDefault', [], (scope) => switched(scope, false)),
  GetEbsEncryptionByDefault: operation('GetEbsEncryptionByDefault', [], ({ state, place }) => ({ EbsEncryptionByDefault: state.settingsOf(place).encryptByDefault, SseType: state.settingsOf(place).encryptByDefault ? 'sse-kms' : 'none' })),
  GetEbsDefaultKmsKeyId: operation('GetEbsDefaultKmsKeyId', [], (scope) => ({ KmsKeyId: defaultKey(scope) })),
  ModifyEbsDefaultKmsKeyId: operation('ModifyEbsDefaultKmsKeyId', ['KmsKeyId'], (scope, input) => {
    const { call, state, place } = scope;
    const defaultKeyArn = resolved(() => call.keys.resolve(need(input, 'KmsKeyId'), place));
    state.change(() => state.putSettings({ ...state.settingsOf(place), defaultKeyArn }));
    return { KmsKeyId: defaultKeyArn };
  }),
  ResetEbsDefaultKmsKeyId: operation('ResetEbsDefaultKmsKeyId', [], (scope) => {
    const { state, place } = scope;
    state.change(() => state.putSettings({ ...state.settingsOf(place), defaultKeyArn: null }));
    return { KmsKeyId: defaultKey(scope) };
  }),
};

function switched({ state, place }: Scope, encryptByDefault: boolean): object {
  state.change(() => state.putSettings({ ...state.settingsOf(place), encryptByDefault }));
  return { EbsEncryptionByDefault: encryptByDefault };
}

function defaultKey({ call, state, place }: Scope): string {
  return state.settingsOf(place).defaultKeyArn ?? call.keys.managed('ebs', place);
}

function resolved(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('InvalidKmsKey.NotFound', error.message);
    throw error;
  }
}
