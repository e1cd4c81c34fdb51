import type { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import type { PolicyDocument } from './authorise/policy-document.ts';

/** A service of the sandbox: one folder below `services/`, with `operations.ts`, `state.ts` and `errors.ts`; `services/<name>/service.ts` exports it as `<name>Service`, and `services.ts` lists them. */
export interface Service {
  /** Name in the credential scope: s3, sts, ssm. */
  readonly signingName: string;
  /** Tables of the catalogue it owns, as `CREATE TABLE IF NOT EXISTS` statements. */
  readonly tables: string;
  /** By operation name as in the SDK's schema (PutObject). Every other operation of the model is refused by name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /**
   * Operations that do not call `authorise` themselves: the front door asks for `<action prefix>:<operation>` on the ARNs that are told here
   * (`*`: on no resource in particular) before they run.
   */
  readonly asks?: Readonly<Record<string, (call: Call, input: Readonly<Record<string, unknown>>) => string | readonly string[]>>;
  /** What its actions begin with in policies, where that is not the signing name. */
  readonly actionPrefix?: string;
  /** Region where a service lives that has only one endpoint for all: its calls count as made there, whatever region was signed. */
  readonly home?: string;
  /** Timers that fire in drill time (lifecycle at midnight, a name becoming free). */
  readonly timers?: (services: SandboxContext) => readonly Timer[];
  /**
   * Hot requests answered without the schema codec. Called first, after the signature check; null hands the request to `operations`.
   * Must not touch `call.stream` when it answers null. AwsErrors thrown here are encoded like those of operations.
   */
  fast?(call: Call): Promise<FastAnswer | null> | FastAnswer | null;
  /** Starts what the service runs beside this process (database servers); must return at once and work in the background. Closed before the catalogue. */
  readonly start?: (services: SandboxContext) => Running;
  /** Methods of the control port that this service answers (corrupt-object). Throw AwsError or RedrillError for bad input. */
  readonly control?: (services: SandboxContext) => Readonly<Record<string, ControlMethod>>;
}

/** A response in wire form. The front door adds x-amz-request-id and Date; content-length where `body` is a Buffer or null. */
export interface FastAnswer {
  readonly status: number;
  /** Names as they go on the wire. With a Readable body give content-length here when it is known. */
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer | Readable | null;
}

/** What a service runs beside the sandbox's own process. */
export interface Running {
  /** Stops it for certain; resolves when no process is left. */
  close(): Promise<void>;
}

/** May return a promise. */
export type ControlMethod = (params: Readonly<Record<string, unknown>>) => unknown;

/** One operation: typed input as the SDK sends it, typed output as the SDK reads it. Throws AwsError for AWS's own errors. */
export type Operation = (call: Call, input: Readonly<Record<string, unknown>>) => Promise<object | void> | object | void;

/** What all services share. */
export interface SandboxContext {
  readonly catalogue: Catalogue;
  readonly time: SandboxTime;
  readonly accounts: readonly SandboxAccount[];
  readonly settings: SandboxSettings;
  /** State folder of the sandbox; a service that runs engines keeps their data below `<state>/<service>/`. */
  readonly state: string;
  /** Between drill time and the real time that engines live in. */
  readonly clockMap: ClockMap;
  /** KMS keys as other services use them. */
  readonly keys: KeyRing;
  /** Aborted when the sandbox begins to close: work that fails from then on was cut off and stays due for the next start. */
  readonly closing?: AbortSignal;
  log(line: string): void;
}

export type SettingName = 'bucket-name-hold-seconds' | 'duration-factor';

/** Knobs that the control port turns; kept in the catalogue. */
export interface SandboxSettings {
  /** `duration-factor`: modelled durations are multiplied by it (1: as modelled, 0: a job is done when its real work is). */
  get(name: SettingName): number;
  set(name: SettingName, value: number): void;
}

/**
 * Drill time runs ahead of real time in jumps; engines stamp their commits with real time. Both directions in epoch microseconds.
 * A commit at or before the real moment of a jump lies before the jump; a moment inside a jumped gap is the jump's instant, inclusive.
 */
export interface ClockMap {
  drillOfReal(realMicros: number): number;
  realOfDrill(drillMicros: number): number;
}

/** Whose key, or who asks: an account in a region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** KMS for the other services: which key a reference means, whether it can be used, and real encryption under it. */
export interface KeyRing {
  /** ARN of the key that an id, ARN, alias name or alias ARN names. Throws NotFoundException. */
  resolve(ref: string, at: Place): string;
  /** ARN of the AWS managed key `alias/aws/<service>` of an account and region; made at first use. */
  managed(service: 'rds' | 's3' | 'backup' | 'ssm' | 'ebs' | 'elasticfilesystem' | 'es' | 'dynamodb', at: Place): string;
  /** Why a principal cannot use a key, worded as KMS does; null when it can. `by` null: the service acts for the key's own account. */
  problem(keyArn: string, use: 'encrypt' | 'decrypt', by: { readonly account: string; readonly arn: string } | null): AwsError | null;
  /** AES-256-GCM under a data key of the KMS key. Throws what `problem` says. */
  seal(keyArn: string, plain: Buffer): Buffer;
  /** The reverse of `seal`; throws when the key is disabled, waits for deletion or is gone. */
  unseal(keyArn: string, sealed: Buffer): Buffer;
}

export interface SandboxAccount {
  readonly id: string;
  readonly alias: string;
}

/** One authenticated request. */
export interface Call extends SandboxContext {
  readonly requestId: string;
  readonly region: string;
  readonly caller: Caller;
  /** The raw request: headers lower-case; `url` as sent (still percent-encoded). */
  readonly method: string;
  readonly url: URL;
  /** Path as sent, still percent-encoded and without dot-segment removal (`URL` would turn /b/a/../c into /b/c); begins with /. Route and read keys from this. */
  readonly rawPath: string;
  /** Query as sent, without the question mark; empty when there is none. */
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body when it is small (announced length of at most 1 MiB): already decoded from aws-chunked and verified. Else null. */
  readonly body: Buffer | null;
  /**
   * Body after aws-chunked decoding; made lazily from `body` when that is there, null when the request has none.
   * For a large body checks run while it is read: it errors with an AwsError (XAmzContentSHA256Mismatch, SignatureDoesNotMatch, BadDigest,
   * IncompleteBody), so nothing may be committed before it has ended.
   */
  readonly stream: Readable | null;
  /** Trailing headers of an aws-chunked body (x-amz-checksum-crc32 ...), complete once the body has been read. Their checksum is already verified. */
  readonly trailers: Readonly<Record<string, string>>;
  /** Length of the body after aws-chunked decoding, where the client announced it. */
  readonly contentLength: number | null;
  /**
   * Holds the call against everything that is attached to its caller, to the resource and to both accounts (AWS's evaluation logic).
   * Throws AccessDenied. `policy` is the resource's policy document (JSON) or null; `context` has the condition keys of this action alone,
   * by lower-case name (`backup:copytargets`).
   */
  authorise(action: string, resourceArn: string, owner: { readonly account: string; readonly policy: string | null }, context?: Readonly<Record<string, readonly string[]>>): void;
  /** Extra response headers that no output member carries (x-amz-delete-marker on errors and the like). */
  setHeader(name: string, value: string): void;
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** For a role session: the role's ARN, which policies name. */
  readonly roleArn: string | null;
  readonly anonymous: boolean;
  /** What AssumeRole was told; absent for users. */
  readonly session?: CallerSession;
}

export interface CallerSession {
  /** ISO, drill time. */
  readonly issuedAt: string;
  /** Limits what the role's policies give. */
  readonly policy: PolicyDocument | null;
}

/** SQLite in one file, WAL: what a transaction has committed survives SIGKILL. */
export interface Catalogue {
  readonly db: DatabaseSync;
  /** Folder for large blobs, on the same file system as the database. */
  readonly blobFolder: string;
  transaction<T>(work: () => T): T;
  /** Resolves when all transactions so far are committed; null when they are. An answer waits for it. */
  settled(): Promise<void> | null;
  /** Commits now: before bytes that no row refers to any more are removed, before a new time is announced. */
  flush(): void;
}

export interface SandboxTime {
  nowMicros(): number;
  /** Drill time as a Date for outputs (LastModified and the like). */
  now(): Date;
  /** Tells the clock that a new due time may exist. */
  changed(): void;
}

/** A due time of a service. `next` reads it from the catalogue (null: nothing due); `fire` does the work for everything due at or before `atMicros`. */
export interface Timer {
  readonly name: string;
  next(): number | null;
  fire(atMicros: number): void | Promise<void>;
  /** Whether nobody could tell if it fired late, as long as that is before anyone wakes: drill time does not stop for it then. Absent: never. */
  mayBeLate?(): boolean;
}

/** An error as AWS words it. `fields` go into the XML or JSON body (BucketName, Key ...). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: { readonly status?: number; readonly fields?: Readonly<Record<string, string>> } = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}
