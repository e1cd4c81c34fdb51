import { AwsError, type Call } from '../../service.ts';
import { requireUsable } from '../kms/access.ts';
import { decryptUnder, encryptUnder, parseCiphertext } from '../kms/ciphertext.ts';
import { findKey } from '../kms/key-reference.ts';
import { kmsState } from '../kms/state.ts';
import { parameterArn } from './parameter-name.ts';
import type { ParameterRow } from './state.ts';

/** The key of SecureStrings that name none. */
export const DEFAULT_KEY = 'alias/aws/ssm';

/** The stored form of a SecureString: the key as it was named, a blank, and the ciphertext that KMS would give, bound to the parameter's ARN. */
export function sealedValue(call: Call, row: ParameterRow, keyRef: string): string {
  return asSsm(call, () => {
    const state = kmsState(call.catalogue);
    const key = findKey(state, keyRef, { account: row.account, region: row.region, nowMicros: call.time.nowMicros() });
    requireUsable(state, key, { caller: call.caller, action: 'kms:Encrypt', context: contextOf(row), viaService: true });
    return `${keyRef} ${encryptUnder(state.keys, key, Buffer.from(row.value), contextOf(row)).toString('base64')}`;
  });
}

/** What a Get* answers as Value: SecureStrings as ciphertext unless decryption is asked for. */
export function toldValue(call: Call, row: ParameterRow, decrypt: boolean): string {
  if (row.type !== 'SecureString') return row.value;
  const ciphertext = row.value.slice(row.value.indexOf(' ') + 1);
  return decrypt ? openedValue(call, row, ciphertext) : ciphertext;
}

/** The key of a SecureString as it was named; null for other types. */
export function keyOfValue({ type, value }: Pick<ParameterRow, 'type' | 'value'>): string | null {
  return type === 'SecureString' ? value.slice(0, value.indexOf(' ')) : null;
}

function openedValue(call: Call, row: ParameterRow, ciphertext: string): string {
  return asSsm(call, () => {
    const state = kmsState(call.catalogue);
    const blob = parseCiphertext(Buffer.from(ciphertext, 'base64'));
    const key = blob && state.keys.byId(blob.keyId);
    if (!blob || !key) throw new AwsError('AccessDeniedException', 'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.');
    requireUsable(state, key, { caller: call.caller, action: 'kms:Decrypt', context: contextOf(row), viaService: true });
    const plain = decryptUnder(state.keys, key, blob, contextOf(row));
    if (!plain) throw new AwsError('InvalidCiphertextException', '');
    return plain.toString('utf8');
  });
}

/** Parameter Store binds a ciphertext to its parameter. */
function contextOf(row: ParameterRow): Readonly<Record<string, string>> {
  return { PARAMETER_ARN: parameterArn(row) };
}

/** Parameter Store passes a refusal by KMS on as it is, and every other problem with a key as InvalidKeyId. */
function asSsm<T>(call: Call, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `${error.message} (Service: AWSKMS; Status Code: 400; Error Code: ${error.code}; Request ID: ${call.requestId}; Proxy: null)`;
    throw new AwsError(error.code === 'AccessDeniedException' ? 'AccessDeniedException' : 'InvalidKeyId', message);
  }
}
