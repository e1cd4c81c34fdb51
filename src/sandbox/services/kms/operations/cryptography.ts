import { randomBytes } from 'node:crypto';
import type { Call } from '../../../service.ts';
import { accessProblem, requireUsable, stateProblem } from '../access.ts';
import { decryptUnder, encryptUnder, parseCiphertext, type EncryptionContext } from '../ciphertext.ts';
import { errors } from '../errors.ts';
import { keyOf, only, seenBy, text, wholeNumber, type Input } from '../input.ts';
import { findKey } from '../key-reference.ts';
import type { KeyRow } from '../key-rows.ts';
import { kmsState, type KmsState } from '../state.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const LARGEST_PLAINTEXT_BYTES = 4096;
const LARGEST_CIPHERTEXT_BYTES = 6144;

/** Encrypt: up to 4,096 bytes under a key. */
export function encrypt(call: Call, input: Input): object {
  only('Encrypt', input, ['KeyId', 'Plaintext', 'EncryptionContext', 'EncryptionAlgorithm']);
  requireAlgorithm(input, 'EncryptionAlgorithm');
  const plain = bytesOf(input, 'Plaintext', LARGEST_PLAINTEXT_BYTES);
  const { state, key, context } = usableKey(call, input, 'kms:Encrypt');
  return { CiphertextBlob: encryptUnder(state.keys, key, plain, context), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

/** Decrypt: the blob names its key; a KeyId that is given must be the same. */
export function decrypt(call: Call, input: Input): object {
  only('Decrypt', input, ['CiphertextBlob', 'KeyId', 'EncryptionContext', 'EncryptionAlgorithm']);
  requireAlgorithm(input, 'EncryptionAlgorithm');
  const state = kmsState(call.catalogue);
  const { key, plain } = opened(call, state, { blob: bytesOf(input, 'CiphertextBlob', LARGEST_CIPHERTEXT_BYTES), ref: text(input, 'KeyId'), context: contextOf(input, 'EncryptionContext'), action: 'kms:Decrypt' });
  return { KeyId: key.arn, Plaintext: plain, EncryptionAlgorithm: ALGORITHM };
}

/** ReEncrypt: from one key to another without showing the plaintext. */
export function reEncrypt(call: Call, input: Input): object {
  only('ReEncrypt', input, ['CiphertextBlob', 'SourceKeyId', 'SourceEncryptionContext', 'SourceEncryptionAlgorithm', 'DestinationKeyId', 'DestinationEncryptionContext', 'DestinationEncryptionAlgorithm']);
  for (const member of ['SourceEncryptionAlgorithm', 'DestinationEncryptionAlgorithm']) requireAlgorithm(input, member);
  const state = kmsState(call.catalogue);
  const source = opened(call, state, { blob: bytesOf(input, 'CiphertextBlob', LARGEST_CIPHERTEXT_BYTES), ref: text(input, 'SourceKeyId'), context: contextOf(input, 'SourceEncryptionContext'), action: 'kms:ReEncryptFrom' });
  const key = findKey(state, text(input, 'DestinationKeyId'), seenBy(call));
  const context = contextOf(input, 'DestinationEncryptionContext');
  requireUsable(state, key, { caller: call.caller, action: 'kms:ReEncryptTo', context });
  return {
    CiphertextBlob: encryptUnder(state.keys, key, source.plain, context), SourceKeyId: source.key.arn, KeyId: key.arn,
    SourceEncryptionAlgorithm: ALGORITHM, DestinationEncryptionAlgorithm: ALGORITHM,
  };
}

/** GenerateDataKey: a fresh key, in the clear and wrapped. */
export function generateDataKey(call: Call, input: Input): object {
  only('GenerateDataKey', input, ['KeyId', 'KeySpec', 'NumberOfBytes', 'EncryptionContext']);
  const plain = randomBytes(dataKeyBytes(input));
  const { state, key, context } = usableKey(call, input, 'kms:GenerateDataKey');
  return { CiphertextBlob: encryptUnder(state.keys, key, plain, context), Plaintext: plain, KeyId: key.arn };
}

/** GenerateDataKeyWithoutPlaintext: a fresh key, only wrapped. */
export function generateDataKeyWithoutPlaintext(call: Call, input: Input): object {
  only('GenerateDataKeyWithoutPlaintext', input, ['KeyId', 'KeySpec', 'NumberOfBytes', 'EncryptionContext']);
  const plain = randomBytes(dataKeyBytes(input));
  const { state, key, context } = usableKey(call, input, 'kms:GenerateDataKeyWithoutPlaintext');
  return { CiphertextBlob: encryptUnder(state.keys, key, plain, context), KeyId: key.arn };
}

/** GenerateRandom: bytes that belong to no key. */
export function generateRandom(_call: Call, input: Input): object {
  only('GenerateRandom', input, ['NumberOfBytes']);
  return { Plaintext: randomBytes(wholeNumber(input, 'NumberOfBytes', { least: 1, most: 1024, otherwise: 0 })) };
}

interface Blob {
  readonly blob: Uint8Array;
  /** KeyId of the request; empty when the blob alone says it. */
  readonly ref: string;
  readonly context: EncryptionContext;
  readonly action: string;
}

function opened(call: Call, state: KmsState, { blob, ref, context, action }: Blob): { readonly key: KeyRow; readonly plain: Buffer } {
  const named = ref === '' ? null : findKey(state, ref, seenBy(call));
  const parsed = parseCiphertext(blob);
  if (!parsed) throw errors.invalidCiphertext();
  const key = state.keys.byId(parsed.keyId);
  if (!key || key.region !== call.region) throw errors.unusableCiphertextKey();
  if (named && named.arn !== key.arn) throw errors.incorrectKey();
  const denied = accessProblem(state, key, { caller: call.caller, action, context });
  if (denied) throw named ? denied : errors.unusableCiphertextKey();
  const unusable = stateProblem(key);
  if (unusable) throw unusable;
  const plain = decryptUnder(state.keys, key, parsed, context);
  if (!plain) throw errors.invalidCiphertext();
  return { key, plain };
}

function usableKey(call: Call, input: Input, action: string): { readonly state: KmsState; readonly key: KeyRow; readonly context: EncryptionContext } {
  const state = kmsState(call.catalogue);
  const key = keyOf(call, state, input);
  const context = contextOf(input, 'EncryptionContext');
  requireUsable(state, key, { caller: call.caller, action, context });
  return { state, key, context };
}

function contextOf(input: Input, member: string): EncryptionContext {
  return (input[member] ?? {}) as EncryptionContext;
}

function bytesOf(input: Input, member: string, most: number): Uint8Array {
  const value = input[member];
  const bytes = value instanceof Uint8Array ? value : Buffer.alloc(0);
  const where = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  if (bytes.length < 1) throw errors.validation(`1 validation error detected: Value at '${where}' failed to satisfy constraint: Member must have length greater than or equal to 1`);
  if (bytes.length > most) throw errors.validation(`1 validation error detected: Value at '${where}' failed to satisfy constraint: Member must have length less than or equal to ${most}`);
  return bytes;
}

function dataKeyBytes(input: Input): number {
  const spec = input['KeySpec'];
  if ((spec === undefined) === (input['NumberOfBytes'] === undefined)) throw errors.validation('Please specify either number of bytes or key spec.');
  if (spec === undefined) return wholeNumber(input, 'NumberOfBytes', { least: 1, most: 1024, otherwise: 0 });
  if (spec !== 'AES_256' && spec !== 'AES_128') throw errors.validation(`1 validation error detected: Value '${String(spec)}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]`);
  return spec === 'AES_256' ? 32 : 16;
}

function requireAlgorithm(input: Input, member: string): void {
  const value = input[member] ?? ALGORITHM;
  if (value !== ALGORITHM) throw errors.unsupported(`${member} ${String(value)}; it has symmetric keys`);
}
