import { uuid } from '#kit/ids';
import { isoMicros } from '#kit/time';
import { AwsError, type Call } from '../../service.ts';
import { eventKind, type EventKind } from './event-kind.ts';
import { requestParameters, responseElements } from './event-parameters.ts';
import { documentResources, eventResources } from './event-resources.ts';
import { trailState } from './state.ts';
import { userIdentity } from './user-identity.ts';

type Values = Readonly<Record<string, unknown>>;

/** One call that has been decoded and is about to be carried out. */
export interface TrailedCall {
  readonly call: Call;
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly input: Values;
  readonly accessKeyId: string | null;
  readonly sourceIpAddress: string;
}

/** What became of it. */
type Outcome = { readonly output: Values } | { readonly error: AwsError };

/**
 * Carries out a call and writes its management event, if it makes one, into the history of the caller's account and of every other account whose
 * resource it touched. The event joins the call's own commit, so nothing is answered that the trail does not have.
 */
export async function recordCall(trailed: TrailedCall, work: () => Promise<object>): Promise<object> {
  const kind = eventKind(trailed.service, trailed.operation);
  if (!kind) return work();
  const began = { atMicros: Math.floor(trailed.call.time.nowMicros() / 1_000_000) * 1_000_000, resources: resourcesOf(trailed, {}) };
  try {
    const output = await work();
    record(trailed, kind, began, { output: output as Values });
    return output;
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalFailure', 'An unknown error occurred', { status: 500 });
    recordFailure(() => record(trailed, kind, began, { error: known }), trailed.call);
    throw error;
  }
}

/** Resources and owners as they were before the call: afterwards a bucket or a key may be gone. */
interface Began {
  readonly atMicros: number;
  readonly resources: Touched;
}

interface Touched {
  readonly found: ReturnType<typeof eventResources>;
  readonly told: ReturnType<typeof documentResources>;
}

function record(trailed: TrailedCall, kind: EventKind, began: Began, outcome: Outcome): void {
  const { call } = trailed;
  const made = 'output' in outcome ? resourcesOf(trailed, outcome.output) : began.resources;
  const resources: Touched = { found: union(began.resources.found, made.found), told: union(began.resources.told, made.told) };
  const identity = userIdentity(call.caller, trailed.accessKeyId);
  const accounts = recipients(call, outcome, resources);
  const sharedEventID = accounts.size > 1 ? uuid() : null;
  const document = { ...documentOf(trailed, kind, { began, outcome, resources }), userIdentity: identity.document, ...(sharedEventID === null ? {} : { sharedEventID }) };
  call.catalogue.transaction(() => {
    for (const account of accounts) {
      const id = uuid();
      trailState(call.catalogue).events.add({
        id, account, region: call.region, at: began.atMicros, name: kind.name, source: `${trailed.service}.amazonaws.com`, username: identity.username, access_key: trailed.accessKeyId,
        read_only: kind.readOnly ? 1 : 0, resources: JSON.stringify(resources.found), document: JSON.stringify({ ...document, eventID: id, recipientAccountId: account }),
      });
    }
  });
  // what waits for calls that change something is due at another time now
  if (!kind.readOnly) call.time.changed();
}

/** The caller's account, and the owners of what was touched; a caller that was denied is told to its own account only. */
function recipients({ caller, accounts }: Call, outcome: Outcome, { told }: Touched): ReadonlySet<string> {
  const denied = 'error' in outcome && outcome.error.code.startsWith('AccessDenied');
  const owners = denied && !caller.anonymous ? [] : told.map(({ accountId }) => accountId);
  return new Set([caller.account, ...owners].filter((id) => accounts.some((one) => one.id === id)));
}

function documentOf(trailed: TrailedCall, kind: EventKind, { began, outcome, resources }: { readonly began: Began; readonly outcome: Outcome; readonly resources: Touched }): object {
  const { call, service, input } = trailed;
  return {
    eventVersion: '1.11', eventTime: isoMicros(began.atMicros).replace('.000000', ''), eventSource: `${service}.amazonaws.com`, eventName: kind.name, awsRegion: call.region,
    sourceIPAddress: trailed.sourceIpAddress, userAgent: call.headers['user-agent'] ?? '',
    requestParameters: requestParameters(service, input),
    responseElements: 'output' in outcome ? responseElements(service, outcome.output, kind.readOnly) : null,
    ...('error' in outcome ? { errorCode: outcome.error.code, errorMessage: outcome.error.message } : {}),
    requestID: call.requestId, readOnly: kind.readOnly, ...(resources.told.length > 0 ? { resources: resources.told } : {}),
    eventType: 'AwsApiCall', managementEvent: true, eventCategory: 'Management',
  };
}

/** What input and output name; of KMS's CreateKey the new key lies one level down. */
function resourcesOf({ call, service, input }: TrailedCall, output: Values): Touched {
  const made = output['KeyMetadata'] as { readonly Arn?: string } | undefined;
  const found = eventResources(call, service, [input, output, ...(made?.Arn === undefined ? [] : [{ KeyId: made.Arn }])]);
  return { found, told: documentResources(call, found) };
}

/** A failed call answers its own error, also when the history cannot take it. */
function recordFailure(work: () => void, call: Call): void {
  try {
    work();
  } catch (error) {
    call.log(`the trail has no record of the failed call ${call.requestId}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function union<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return [...new Map([...after, ...before].map((one) => [JSON.stringify(Object.entries(one as object).filter(([name]) => name !== 'accountId')), one])).values()];
}
