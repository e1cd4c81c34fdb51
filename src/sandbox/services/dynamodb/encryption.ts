import { AwsError, type Call } from '../../service.ts';
import { errors } from './errors.ts';
import { placeOf } from './lookup.ts';

interface SseInput {
  readonly Enabled?: boolean;
  readonly SSEType?: string;
  readonly KMSMasterKeyId?: string;
}

/** Key ARN that an SSESpecification asks for; null for the key that AWS owns. Throws where the key cannot be used by the caller. */
export function keyOf(call: Call, value: unknown): string | null {
  const sse = (value ?? {}) as SseInput;
  if (sse.Enabled !== true) {
    if (sse.KMSMasterKeyId !== undefined || sse.SSEType !== undefined) throw errors.validation('One or more parameter values were invalid: SSEType and KMSMasterKeyId can only be specified when SSE is enabled');
    return null;
  }
  if (sse.SSEType !== undefined && sse.SSEType !== 'KMS') throw errors.validation(`One or more parameter values were invalid: SSEType ${sse.SSEType} is not supported`);
  if (sse.KMSMasterKeyId === undefined) return call.keys.managed('dynamodb', placeOf(call));
  return usableKey(call, sse.KMSMasterKeyId);
}

function usableKey(call: Call, ref: string): string {
  const arn = resolved(call, ref);
  const problem = call.keys.problem(arn, 'encrypt', call.caller) ?? call.keys.problem(arn, 'decrypt', call.caller);
  if (problem) throw errors.keyDenied(problem);
  return arn;
}

function resolved(call: Call, ref: string): string {
  try {
    return call.keys.resolve(ref, placeOf(call));
  } catch (error) {
    if (error instanceof AwsError) throw errors.badKey(ref);
    throw error;
  }
}
