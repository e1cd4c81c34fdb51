import type { ServerResponse } from 'node:http';

/** Ends a request of the data plane with an answer of the service in front of the engine, as JSON. */
export class DataError extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(JSON.stringify(body));
    this.name = 'DataError';
    this.status = status;
    this.body = body;
  }
}

/** What the service in front of the engine says. */
export const dataErrors = {
  signature: (message: string) => new DataError(403, { message }),
  denied: (message: string) => new DataError(403, { Message: message }),
  notAllowed: (path: string) => new DataError(401, { Message: `Your request: '${path}' is not allowed.` }),
  notAllowedFor: (path: string, why: string) => new DataError(401, { Message: `Your request: '${path}' is not allowed: ${why}` }),
  payload: (path: string) => new DataError(401, { Message: `Your request: '${path}' payload is not allowed.` }),
  tooLarge: () => new DataError(413, { Message: 'Request size exceeded 104857600 bytes' }),
  malformed: (message: string) => new DataError(400, { Message: message }),
  unavailable: (domain: string, why: string) => new DataError(503, { message: `The domain ${domain} cannot answer: ${why}` }),
  /** An error as the engine words its own. */
  engine: (status: number, type: string, reason: string) => new DataError(status, { error: { root_cause: [{ type, reason }], type, reason }, status }),
};

/** Sends JSON and nothing else. */
export function sendJson(response: ServerResponse, status: number, value: unknown, pretty = false): void {
  const body = Buffer.from(`${JSON.stringify(value, null, pretty ? 2 : 0)}${pretty ? '\n' : ''}`);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
