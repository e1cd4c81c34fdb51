import type { Readable } from 'node:stream';
import type { AwsError, FastAnswer } from '../service.ts';

/** The wire protocol of a service, which also decides how its errors look. */
export type ProtocolFamily = 'restXml' | 'restJson' | 'awsQuery' | 'ec2Query' | 'awsJson';

/** A request as the codec reads it: after signature and framing. */
export interface WireRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** For streaming inputs; also read whole for a large body that is no stream. */
  stream(): Readable | null;
}

/** Which operation of the model a request calls, with what its path says. */
export interface Route {
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Decodes and encodes every operation of one service, driven by the SDK's own schemas (aws-facts.md 5). */
export interface ServiceCodec {
  readonly operations: readonly string[];
  /** Null when the request fits no operation of the model. Throws AwsError for an undecodable path. */
  route(request: WireRequest): Route | null;
  decode(route: Route, request: WireRequest): Promise<Record<string, unknown>>;
  encode(operation: string, output: object, requestId: string): FastAnswer;
}

/** Words an error on the wire; needs no schema, so that errors of fast paths cost nothing. */
export type ErrorWriter = (error: AwsError, requestId: string) => { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
