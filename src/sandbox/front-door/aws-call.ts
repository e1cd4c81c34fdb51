import type { Readable } from 'node:stream';
import { authorise } from '../authorise/authorise.ts';
import type { Call, Caller, Catalogue, ClockMap, KeyRing, SandboxAccount, SandboxSettings, SandboxTime } from '../service.ts';
import type { RequestBody } from './body/request-body.ts';
import type { FrontDoor } from './front-door.ts';
import type { RequestHead } from './request-head.ts';

interface AwsCallInput {
  readonly door: FrontDoor;
  readonly head: RequestHead;
  readonly requestId: string;
  readonly region: string;
  readonly caller: Caller;
  readonly payload: RequestBody;
  readonly trailers: Readonly<Record<string, string>>;
  readonly accessKeyId: string | null;
}

/** One authenticated request. A class, because URL and stream are made only when somebody asks. */
export class AwsCall implements Call {
  readonly catalogue: Catalogue;
  readonly time: SandboxTime;
  readonly accounts: readonly SandboxAccount[];
  readonly settings: SandboxSettings;
  readonly state: string;
  readonly clockMap: ClockMap;
  readonly keys: KeyRing;
  readonly requestId: string;
  readonly region: string;
  readonly caller: Caller;
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
  /** With which key the request was signed, for the trail. */
  readonly accessKeyId: string | null;
  /** What setHeader collected. */
  readonly extraHeaders: Record<string, string> = {};
  private readonly door: FrontDoor;
  private readonly payload: RequestBody;
  private parsed: URL | null = null;

  constructor({ door, head, requestId, region, caller, payload, trailers, accessKeyId }: AwsCallInput) {
    ({ catalogue: this.catalogue, time: this.time, accounts: this.accounts, settings: this.settings, state: this.state, clockMap: this.clockMap, keys: this.keys } = door.context);
    this.door = door;
    this.requestId = requestId;
    this.region = region;
    this.caller = caller;
    this.method = head.method;
    this.rawPath = head.servicePath;
    this.rawQuery = head.rawQuery;
    this.headers = head.headers;
    this.payload = payload;
    this.trailers = trailers;
    this.accessKeyId = accessKeyId;
  }

  get url(): URL {
    this.parsed ??= new URL(`http://127.0.0.1${this.rawPath.startsWith('//') ? `/.${this.rawPath}` : this.rawPath}${this.rawQuery === '' ? '' : `?${this.rawQuery}`}`);
    return this.parsed;
  }

  get body(): Buffer | null {
    return this.payload.body;
  }

  get stream(): Readable | null {
    return this.payload.stream();
  }

  get contentLength(): number | null {
    if (this.payload.body) return this.payload.body.length;
    const text = this.headers['x-amz-decoded-content-length'] ?? this.headers['content-length'];
    return text === undefined ? null : Number(text);
  }

  authorise(action: string, resourceArn: string, owner: { readonly account: string; readonly policy: string | null }): void {
    authorise({ caller: this.caller, action, resource: resourceArn, owner }, this.door.policies);
  }

  log(line: string): void {
    this.door.context.log(line);
  }

  setHeader(name: string, value: string): void {
    this.extraHeaders[name] = value;
  }
}
