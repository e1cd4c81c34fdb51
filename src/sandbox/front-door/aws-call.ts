import type { Readable } from 'node:stream';
import { authorise } from '../authorise/authorise.ts';
import { requestContext, type RequestContext } from '../authorise/request-context.ts';
import type { Call, Caller, Catalogue, ClockMap, KeyRing, SandboxAccount, SandboxSettings, SandboxTime } from '../service.ts';
import type { ProtocolFamily } from '../codec/service-codec.ts';
import type { RequestBody } from './body/request-body.ts';
import type { FrontDoor } from './front-door.ts';
import type { RequestHead } from './request-head.ts';

interface AwsCallInput {
  readonly door: FrontDoor;
  /** Whose words a refusal has. */
  readonly family: ProtocolFamily;
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
  private readonly family: ProtocolFamily;
  private readonly payload: RequestBody;
  private parsed: URL | null = null;

  constructor({ door, family, head, requestId, region, caller, payload, trailers, accessKeyId }: AwsCallInput) {
    ({ catalogue: this.catalogue, time: this.time, accounts: this.accounts, settings: this.settings, state: this.state, clockMap: this.clockMap, keys: this.keys } = door.context);
    this.door = door;
    this.family = family;
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

  authorise(action: string, resourceArn: string, owner: { readonly account: string; readonly policy: string | null }, more?: RequestContext): void {
    authorise(new Asked({ call: this, action, resource: resourceArn, owner, more }), this.door.policies, { directory: this.door.directory, words: WORDS[this.family] });
  }

  log(line: string): void {
    this.door.context.log(line);
  }

  setHeader(name: string, value: string): void {
    this.extraHeaders[name] = value;
  }
}

/** How services of a family begin and quote in a refusal. */
const WORDS = { restXml: 's3', ec2Query: 'ec2', awsQuery: 'other', awsJson: 'other', restJson: 'other' } as const satisfies Record<ProtocolFamily, string>;

interface AskedInput {
  readonly call: AwsCall;
  readonly action: string;
  readonly resource: string;
  readonly owner: { readonly account: string; readonly policy: string | null };
  readonly more: RequestContext | undefined;
}

/** One question of a call. A class, because what conditions ask for is made only where a policy has one. */
class Asked {
  readonly action: string;
  readonly resource: string;
  readonly owner: AskedInput['owner'];
  readonly caller: Caller;
  private readonly call: AwsCall;
  private readonly more: RequestContext | undefined;

  constructor({ call, action, resource, owner, more }: AskedInput) {
    this.call = call;
    this.caller = call.caller;
    this.action = action;
    this.resource = resource;
    this.owner = owner;
    this.more = more;
  }

  get context(): RequestContext {
    const acl = this.call.headers['x-amz-acl'];
    return { ...requestContext({ region: this.call.region, at: this.call.time.now(), resourceAccount: this.owner.account }), ...(acl === undefined ? {} : { 's3:x-amz-acl': [acl] }), ...this.more };
  }
}
