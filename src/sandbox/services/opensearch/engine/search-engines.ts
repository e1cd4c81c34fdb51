import type { IncomingMessage, RequestOptions } from 'node:http';
import type { ClientRequest } from 'node:http';
import type { Domain } from '../model.ts';

/** An answer of the engine that was read whole. */
export interface EngineAnswer {
  readonly status: number;
  /** Parsed JSON; null for an empty body. */
  readonly body: unknown;
}

/** A running engine. */
export interface EngineAccess {
  /** One request whose answer is JSON; a body is JSON as an object or as bytes. Rejects only when the engine cannot be reached. */
  request(method: string, path: string, body?: object | Buffer): Promise<EngineAnswer>;
  /** A request to be written to, whose answer is streamed. */
  open(options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest;
}

export interface EngineStatus {
  readonly state: 'stopped' | 'starting' | 'running' | 'failed';
  readonly pid: number | null;
  /** Why it failed, in one sentence; null when it did not. */
  readonly failure: string | null;
}

/** The engines behind the domains of a sandbox: at most one for each, started when it is needed. */
export interface SearchEngines {
  /** Gets what is needed to start engines, from the network where it must; why there is none, in one sentence, or null. */
  prepare(): Promise<string | null>;
  /** Why no engine can be started, looking only at what is there; null when one can. */
  gap(): Promise<string | null>;
  /** The domain's engine; starts it when it does not run. Throws EngineUnavailable. */
  ensure(domain: Domain): Promise<EngineAccess>;
  /** The engine if it runs now. */
  running(ref: string): EngineAccess | null;
  status(ref: string): EngineStatus;
  /** Ends the engine and removes its data. */
  drop(ref: string): Promise<void>;
  close(): Promise<void>;
}

/** There is no engine to answer; the message is one sentence for whoever asked. */
export class EngineUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EngineUnavailable';
  }
}
