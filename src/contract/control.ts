/**
 * The sandbox's control protocol: one JSON object per line over TCP on loopback. Not an AWS API.
 * The first line of a client is `hello`; after it requests `{id, method, params}` are answered by `{id, result}` or `{id, error}`,
 * and the sandbox may push `{event, ...}`. `contract/control.ts` holds the types; `targets/control-client.ts` speaks it.
 */
export interface ControlHello {
  readonly method: 'hello';
  readonly id: number;
  readonly params: { readonly token: string; readonly name: string; readonly role: ControlRole; readonly pid: number };
}

/** harness: a run or seed, lets time jump; platform: takes part in drill time; observer: takes no part (status, advance). */
export type ControlRole = 'harness' | 'platform' | 'observer';

/** Drill time = anchorEpochMicros + (hrtime microseconds - anchorMonoMicros) + offsetMicros. */
export interface ClockState {
  readonly anchorEpochMicros: number;
  readonly anchorMonoMicros: number;
  readonly offsetMicros: number;
}

export interface HelloResult {
  readonly clock: ClockState;
  readonly pid: number;
}

/** Pushed after each jump, committed before it is announced. `wake` is true for participants whose `until` has come. */
export interface WakeEvent {
  readonly event: 'clock';
  readonly clock: ClockState;
  readonly wake: boolean;
  /** Park number this wake answers; a wake for an older park is ignored. */
  readonly park: number | null;
}

/**
 * Methods (params -> result):
 * - park {park: number, untilMicros: number | null} -> {}        all tasks of this process are idle
 * - unpark {park: number} -> {clock}                              a task woke by itself (abort); answered with the current clock
 * - status {} -> SandboxStatus
 * - advance {micros: number} -> {clock}                           moves time forward, firing due timers in order
 * - shutdown {} -> {}                                             answers, then ends in an orderly way
 * - bucket-name-hold {seconds: number} -> {}                      how long a deleted bucket's name stays unavailable (OperationAborted)
 * - corrupt-object {bucket, key, versionId?, mode: 'flip' | 'truncate'} -> {versionId}   damages stored bytes below the API (checksum and size headers stay)
 * - damage-recovery-point {recoveryPointArn, mode: 'empty' | 'truncate' | 'swap', other?} -> {recoveryPointArn}   what a restore of the point will give, below the API; `other` is the ARN of the point whose content a swap puts in its place
 * - run-lifecycle {} -> counts                                   carries out the lifecycle rules of all buckets now
 * - events-since {seq, limit?} -> {events}                        what bucket notifications have delivered after number seq
 * - damage-snapshot {identifier, account, region, mode: 'empty' | 'truncate' | 'swap', other?} -> {}   what an RDS snapshot holds, below the API: nothing, without its end, or the content of the snapshot `other`
 * - freeze-log-shipping {identifier, account, region, frozen: boolean} -> {}   a DB instance's log is not shipped any more: its latest restorable time stands still
 * - mount {fileSystemId, account, region, accessPointId?, inside?} -> {path}   where the files of an EFS file system lie on this machine (`region.cut` while its region is cut; in a partition given with `inside: <region>`); null while it has no mount target. With an access point: its folder, made when it says how, null when it does not
 * - volume-device {volumeId, account, region, inside?} -> {path, sizeBytes}   the block image of an attached EBS volume, as its instance sees the device; ebs.NotAttached for any other, region.cut as for mount
 * - port-fault {identifier, account, region, fault: {kind: 'none' | 'refuse' | 'reset' | 'black-hole'} | {kind: 'slow', latencyMs, bytesPerSecond}} -> {}   at a DB instance's port
 * - inside-port {identifier, account, region} -> {port}         where processes of the same region reach a DB instance, also in a partition; null while its port is closed
 * - domain-fault {domainName, account, region, fault} -> {}      the same at the endpoint of an OpenSearch domain
 * - engine-status {} -> {opensearch: {gap: string | null, domains}}   whether search domains have an engine (null: they can), and how each stands: state, pid, failure, automatedSnapshots, automatedFailure
 * - damage-automated-snapshot {domainName, account, region, snapshot, mode: 'empty' | 'swap', other?} -> {}   what an automated snapshot of a domain holds, below the API: no index, or the content of the snapshot `other`
 * - cut-region {region, how: 'refuse' | 'black-hole' | 'partition'} -> {}   nothing gets into a region or out of it; in a partition its clients outside hear nothing, those inside go on (header x-redrill-inside: <region>)
 * - heal-region {region} -> {}                                   the region is reached again; what waited there goes on
 * - no-capacity {region, until: ISO time | null} -> {}           nothing can be launched there before that moment
 * - hold-copies {region, held: boolean} -> {}                    copies out of the region wait
 * - regions {} -> RegionsStatus
 * - throttle {service, rate: 0..1} -> {}                          share of calls answered 503 SlowDown / ThrottlingException
 * - lose-response {service, operation, count} -> {}               carries out the next `count` calls but cuts the connection instead of answering
 * - clock-freeze {frozen: boolean} -> {}                          test only: drill time stands still for participants
 */
export interface SandboxStatus {
  readonly pid: number;
  readonly version: string;
  readonly startedAt: string;
  readonly drillTime: string;
  readonly endpoint: string;
  readonly state: string;
  readonly offsetSeconds: number;
  readonly participants: readonly { readonly name: string; readonly role: ControlRole; readonly pid: number; readonly parked: boolean }[];
  readonly memory: { readonly rssBytes: number };
  readonly counts: Readonly<Record<string, number>>;
}

/** What is wrong with whole regions; all of it is kept over a restart. */
export interface RegionsStatus {
  readonly cut: readonly { readonly region: string; readonly how: 'refuse' | 'black-hole' | 'partition'; readonly since: string }[];
  readonly noCapacity: readonly { readonly region: string; readonly until: string }[];
  readonly held: readonly string[];
}

/** What `up` writes to `<state>/sandbox.json` (mode 0600) once the sandbox answers. */
export interface SandboxAddress {
  readonly pid: number;
  /** /proc start time of the pid, so that a recycled pid is never taken for the sandbox. */
  readonly pidStartedAt: string;
  readonly endpoint: string;
  readonly controlPort: number;
  readonly token: string;
  readonly version: string;
}

/** `<state>/credentials.json` (mode 0600): long-lived keys of the sandbox's principals, made once per state folder. */
export interface SandboxKeys {
  readonly [principal: string]: { readonly account: string; readonly accessKeyId: string; readonly secretAccessKey: string; readonly arn: string };
}
