import type { IncomingMessage, ServerResponse } from 'node:http';
import { RedrillError } from '#kit/redrill-error';
import type { ProtocolFamily, WireRequest } from '../codec/service-codec.ts';
import { AwsError, type FastAnswer } from '../service.ts';
import type { ServedEntry } from '../services.ts';
import { SANDBOX_REGIONS } from '../accounts.ts';
import { recordCall } from '../services/cloudtrail/record-call.ts';
import { noteAccess } from '../services/s3/access-logs/note-access.ts';
import { errors } from '../services/s3/errors.ts';
import { AuthError } from './auth-error.ts';
import { authenticate, type Authenticated } from './authenticate.ts';
import { AwsCall } from './aws-call.ts';
import { collect, type RequestBody } from './body/request-body.ts';
import type { FrontDoor } from './front-door.ts';
import { insideOf } from './inside-of.ts';
import { pickService } from './pick-service.ts';
import { readS3Body } from './read-body.ts';
import { requestHead, type RequestHead } from './request-head.ts';
import { drain, respond, respondError } from './respond.ts';
import { wordAuthError } from './word-auth-error.ts';

const LARGEST_FORM_BYTES = 16_777_216;
const DEFAULT_REGION = 'us-west-2';

/** Bucket names and configurations of all regions are changed in one of them; without it buckets stay as they are. */
const S3_HOME = 'us-east-1';
const HOME_OPERATIONS = /^(Create|Put|Delete)(Bucket|PublicAccessBlock)/;

/** Whose words a family's authentication errors have. */
const AUTH_WORDS = { restXml: 'restXml', restJson: 'awsJson', awsJson: 'awsJson', awsQuery: 'awsQuery', ec2Query: 'awsQuery' } as const satisfies Record<ProtocolFamily, string>;

/** Answers one HTTP request, whatever it is; never rejects. Returns when operation and answer are through. */
export async function handleRequest(door: FrontDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let entry = served(door, 's3');
  let requestId = door.requestIds.s3();
  let call: AwsCall | null = null;
  try {
    const head = requestHead(request);
    const name = pickService(head.headers, head.rawQuery, head.method);
    entry = door.services.get(name) ?? unserved(door, name);
    if (entry.family !== 'restXml') requestId = door.requestIds.other();
    count(door, entry.service.signingName);
    call = await authenticatedCall({ door, entry, request, response, head, requestId });
    const { answer, operation } = await perform(door, entry, call, request);
    const committing = door.context.catalogue.settled();
    if (committing) await committing;
    if (door.gate.isSilent(request)) return discard(answer);
    if (operation !== null && door.faults.loses(entry.service.signingName, operation)) return void request.socket.destroy();
    if (entry.family === 'restXml') noteAccess(call, { status: answer.status, bytes: lengthOf(answer), errorCode: null, remoteAddress: request.socket.remoteAddress ?? '-' });
    await respond(response, answer, requestId, entry.family === 'awsJson' || entry.family === 'restJson' ? { 'x-amzn-requestid': requestId, ...call.extraHeaders } : call.extraHeaders);
  } catch (error) {
    if (call !== null && entry.family === 'restXml') noteFailure(call, asAwsError(error, entry), request);
    fail({ door, entry, request, response, requestId, extra: call?.extraHeaders ?? {} }, error);
  }
}

interface Arrived {
  readonly door: FrontDoor;
  readonly entry: ServedEntry;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  readonly requestId: string;
}

async function authenticatedCall({ door, entry, request, response, head, requestId }: Arrived): Promise<AwsCall> {
  const waits = head.headers['expect']?.toLowerCase() === '100-continue';
  const trailers: Record<string, string> = {};
  let auth: Authenticated;
  let payload: RequestBody;
  if (entry.family === 'restXml') {
    auth = authenticate(head, null, door);
    if (waits) response.writeContinue();
    payload = await readS3Body(request, head, { auth, trailers });
  } else {
    if (waits) response.writeContinue();
    const body = await collect(request, LARGEST_FORM_BYTES);
    auth = authenticate(head, body, door);
    if (!auth.claim) throw new AuthError({ kind: 'missing' });
    if (auth.region !== null && !SANDBOX_REGIONS.includes(auth.region)) throw new AuthError({ kind: 'malformed', where: 'header', detail: `Credential should be scoped to a valid region. (sandbox regions: ${SANDBOX_REGIONS.join(', ')})` });
    payload = { body, stream: () => null };
  }
  return new AwsCall({ door, family: entry.family, head, requestId, region: entry.service.home ?? auth.region ?? DEFAULT_REGION, caller: auth.caller, payload, trailers, accessKeyId: auth.claim?.accessKeyId ?? null });
}

async function perform(door: FrontDoor, entry: ServedEntry, call: AwsCall, { socket }: IncomingMessage): Promise<{ readonly answer: FastAnswer; readonly operation: string | null }> {
  const name = entry.service.signingName;
  if (door.faults.throttles(name)) throw throttled(entry);
  const pending = entry.service.fast?.(call) ?? null;
  const fast = pending instanceof Promise ? await pending : pending;
  if (fast) return { answer: fast, operation: door.faults.armed(name) ? (await entry.codec()).route(wire(call))?.operation ?? null : null };
  const codec = await entry.codec();
  const request = wire(call);
  const route = codec.route(request);
  if (!route) throw unknownOperation(entry, call);
  const operation = Object.hasOwn(entry.service.operations, route.operation) ? entry.service.operations[route.operation] : undefined;
  if (!operation) throw notImplemented(entry, route.operation);
  if (name === 's3' && HOME_OPERATIONS.test(route.operation) && door.gate.cutsOff(S3_HOME, insideOf(call.headers))) throw errors.serviceUnavailable();
  const input = await codec.decode(route, request);
  const trailed = { call, service: name, operation: route.operation, input, accessKeyId: call.accessKeyId, sourceIpAddress: socket.remoteAddress ?? '' };
  const output = await recordCall(trailed, async () => {
    ask(entry, call, { operation: route.operation, input });
    return (await operation(call, input)) ?? {};
  });
  return { answer: codec.encode(route.operation, output, call.requestId), operation: route.operation };
}

/** Failed requests are in the access log as well: who was denied is what it is read for. */
function noteFailure(call: AwsCall, { code, status }: AwsError, { socket }: IncomingMessage): void {
  try {
    noteAccess(call, { status, bytes: null, errorCode: code, remoteAddress: socket.remoteAddress ?? '-' });
  } catch (error) {
    // the caller is told its own error all the same
    call.log(`the access log has no line of the failed request ${call.requestId}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lengthOf({ headers, body }: FastAnswer): number | null {
  const told = headers['content-length'] ?? headers['Content-Length'];
  if (told !== undefined) return Number(told);
  return body === null ? 0 : Buffer.isBuffer(body) ? body.length : null;
}

/** An answer that nobody hears: what it would have read is let go. */
function discard({ body }: FastAnswer): void {
  if (body !== null && !Buffer.isBuffer(body)) body.destroy();
}

/** The caller's permission for what the operation does not ask about itself. */
function ask({ service }: ServedEntry, call: AwsCall, { operation, input }: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> }): void {
  for (const resource of [service.asks?.[operation]?.(call, input) ?? []].flat()) {
    call.authorise(`${service.actionPrefix ?? service.signingName}:${operation}`, resource, { account: /^arn:aws:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? call.caller.account, policy: null });
  }
}

function fail(arrived: Omit<Arrived, 'head'> & { readonly extra: Readonly<Record<string, string>> }, error: unknown): void {
  const { door, entry, request, response, requestId, extra } = arrived;
  if (unheard(door, request, error)) return void response.destroy();
  const known = asAwsError(error, entry);
  if (known.status >= 500 && known.code === 'InternalError') door.log(`${requestId} ${request.method ?? ''} ${request.url?.slice(0, 300) ?? ''}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  if (response.headersSent || response.destroyed) return void response.destroy();
  respondError(response, known, { entry, requestId, extra });
  drain(request);
}

/** The network took the rest of an answer, or its client did not wait for it: nobody's fault. */
function unheard(door: FrontDoor, request: IncomingMessage, error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE' && (request.socket.destroyed || door.gate.isSilent(request));
}

function asAwsError(error: unknown, entry: ServedEntry): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof AuthError) return wordAuthError(error.problem, AUTH_WORDS[entry.family]);
  if (error instanceof RedrillError) return new AwsError('InternalError', error.message, { status: 500 });
  if (isDiskFull(error)) return new AwsError('InternalError', 'The disk that holds the sandbox\'s state is full; free some space and try again.', { status: 500 });
  return new AwsError('InternalError', 'We encountered an internal error. Please try again.', { status: 500 });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (('code' in error && error.code === 'ENOSPC') || ('errcode' in error && error.errcode === 13));
}

function throttled({ family }: ServedEntry): AwsError {
  switch (family) {
    case 'restXml': return new AwsError('SlowDown', 'Please reduce your request rate.', { status: 503 });
    case 'awsQuery': return new AwsError('Throttling', 'Rate exceeded');
    case 'ec2Query': return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', { status: 503 });
    case 'awsJson':
    case 'restJson': return new AwsError('ThrottlingException', 'Rate exceeded');
  }
}

function notImplemented(entry: ServedEntry, operation: string): AwsError {
  const message = `The sandbox does not implement the operation ${operation} of ${entry.service.signingName}.`;
  return new AwsError('NotImplemented', message, { status: entry.family === 'restXml' ? 501 : 400 });
}

function unknownOperation({ family }: ServedEntry, call: AwsCall): AwsError {
  if (family === 'restXml') return new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', { status: 405, fields: { Method: call.method, ResourceType: 'UNKNOWN' } });
  return family === 'awsQuery' || family === 'ec2Query' ? new AwsError('InvalidAction', 'Could not find the operation that the request names.') : new AwsError('UnknownOperationException', `The operation ${(call.headers['x-amz-target'] ?? '').slice(0, 100)} is not known.`);
}

function wire(call: AwsCall): WireRequest {
  return { method: call.method, rawPath: call.rawPath, rawQuery: call.rawQuery, headers: call.headers, body: call.body, stream: () => call.stream };
}

function served(door: FrontDoor, name: string): ServedEntry {
  const entry = door.services.get(name);
  if (!entry) throw new TypeError(`the sandbox serves no ${name}`);
  return entry;
}

/** A service that AWS has and the sandbox has not: refused by name, in JSON, which most clients show as it is. */
function unserved(door: FrontDoor, name: string): ServedEntry {
  throw new AwsError('NotImplemented', `The sandbox does not serve ${name.slice(0, 40)}; it has ${[...door.services.keys()].join(', ')}.`, { status: 501 });
}

function count(door: FrontDoor, name: string): void {
  door.counts.set(name, (door.counts.get(name) ?? 0) + 1);
}
