import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { directoryOf } from '../../../authorise/policy-directory.ts';
import { requestContext } from '../../../authorise/request-context.ts';
import type { SandboxContext } from '../../../service.ts';
import { EngineUnavailable, type EngineAccess } from '../engine/search-engines.ts';
import type { Domain } from '../model.ts';
import { reachEngine } from '../reach-engine.ts';
import type { OpenSearchState } from '../state.ts';
import type { Unsaved } from '../unsaved.ts';
import { checkedBody, wholeBody, wrongBody } from './body.ts';
import { DataError, dataErrors, sendJson } from './data-error.ts';
import { dataRequest, isPretty, type DataRequest } from './data-request.ts';
import { forward } from './forward.ts';
import { planRequest } from './plan-request.ts';
import { authoriseData, needsBody, whoAsks, type Checks } from './who-asks.ts';

/** What all domains' doors share. */
export interface FrontParts {
  readonly context: SandboxContext;
  readonly state: OpenSearchState;
  readonly unsaved: Unsaved;
  readonly checks: Checks;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Bodies that the service itself reads are settings, not documents. */
const LARGEST_SETTINGS_BYTES = 1_048_576;

/** Answers one request of the data plane, whatever it is. */
export function answerData(parts: FrontParts, ref: string, exchange: Exchange): void {
  perform(parts, ref, exchange).catch((error: unknown) => fail(parts, exchange, error));
}

async function perform(parts: FrontParts, ref: string, { request, response }: Exchange): Promise<void> {
  const domain = parts.state.domains.byRef(ref);
  if (!domain) throw dataErrors.unavailable(ref, 'it was deleted.');
  const asked = dataRequest(request.method ?? 'GET', request.url ?? '/', request.headers as Readonly<Record<string, string>>);
  const hasBody = asked.headers['content-length'] !== undefined ? asked.headers['content-length'] !== '0' : asked.headers['transfer-encoding'] !== undefined;
  const early = needsBody(asked) ? await wholeBody(request) : null;
  const asker = whoAsks(asked, early, { checks: parts.checks, region: domain.region });
  const { catalogue, time } = parts.context;
  authoriseData(asker, asked, { domain, policies: parts.checks.policies, directory: directoryOf(catalogue), context: requestContext({ region: domain.region, at: time.now(), resourceAccount: domain.account }) });
  const plan = planRequest(asked, domain);
  const access = await engineOf(parts, domain);
  const body = early ?? (hasBody ? checked(request, asker.sha256) : nothing(asker.sha256));
  if (plan.kind === 'pass') return pass(parts, { access, domain, asked, body, response, unsaved: plan.unsaved });
  const text = body === null || Buffer.isBuffer(body) ? body : await wholeBody(body, LARGEST_SETTINGS_BYTES);
  if (plan.unsaved > 0) parts.unsaved.mark(ref, plan.unsaved as 1 | 2);
  const answer = await plan.handle({ parts, domain, asked, caller: asker.caller, access, body: text });
  if (plan.unsaved > 0) parts.unsaved.mark(ref, plan.unsaved as 1 | 2);
  if (answer === 'pass') return forward({ access, domain: domain.name, request: asked, body: text, response });
  await parts.context.catalogue.settled();
  if (typeof answer.body === 'string') return void sendText(response, answer.status, answer.body);
  sendJson(response, answer.status, answer.body, isPretty(asked));
}

/** SHA-256 of nothing: what requests without a body sign. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The body as it comes; a signed one is held against its hash on the way. */
function checked(request: IncomingMessage, sha256: string | null): Readable {
  if (sha256 === null) return request;
  const body = checkedBody(sha256);
  request.once('error', (error) => body.destroy(error));
  request.once('aborted', () => body.destroy());
  return request.pipe(body);
}

/** No body, which a signature must agree to. */
function nothing(sha256: string | null): null {
  if (sha256 !== null && sha256 !== EMPTY) throw wrongBody();
  return null;
}

interface Passed {
  readonly access: EngineAccess;
  readonly domain: Domain;
  readonly asked: DataRequest;
  readonly body: Readable | Buffer | null;
  readonly response: ServerResponse;
  readonly unsaved: 0 | 1 | 2;
}

async function pass(parts: FrontParts, { access, domain, asked, body, response, unsaved }: Passed): Promise<void> {
  if (unsaved === 0) return forward({ access, domain: domain.name, request: asked, body, response });
  parts.unsaved.mark(domain.ref, unsaved);
  await parts.context.catalogue.settled();
  try {
    await forward({ access, domain: domain.name, request: asked, body, response });
  } finally {
    parts.unsaved.mark(domain.ref, unsaved);
  }
}

/** The engine, started for this request if it does not run. */
async function engineOf({ context }: FrontParts, domain: Domain): Promise<EngineAccess> {
  try {
    return await reachEngine(context, domain);
  } catch (error) {
    throw error instanceof EngineUnavailable ? dataErrors.unavailable(domain.name, error.message) : error;
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': 'text/plain; charset=UTF-8', 'content-length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function fail({ context }: FrontParts, { request, response }: Exchange, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  if (!(error instanceof DataError)) context.log(`opensearch: ${request.method ?? ''} ${request.url?.slice(0, 300) ?? ''}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  const { status, body } = error instanceof DataError ? error : new DataError(500, { message: 'We encountered an internal error. Please try again.' });
  // the rest of a body that nobody reads would keep the connection from its next request
  if (!request.complete) response.setHeader('connection', 'close');
  sendJson(response, status, body);
  if (!request.complete) request.resume();
}
