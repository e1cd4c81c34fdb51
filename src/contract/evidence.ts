/** What an anchor says, one line of JSON: written where the operator cannot rewrite it, before anything is broken. */
export interface AnchorText {
  readonly schema: 'redrill.anchor/1';
  readonly run: string;
  readonly number: number;
  readonly planHash: string;
  /** SHA-256 of the newest line of the list of attempts. */
  readonly ledgerHead: string;
  /** Drill time at which it was written. */
  readonly at: string;
  /** Fingerprint of the key that signs the run; null for an unsigned one. */
  readonly signer: string | null;
}

/** Where an anchor lies, and until when nobody can take it away. */
export interface AnchorPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly retainUntil: string;
}

/** Writes anchors; `cli` wires it where the config names a bucket for them. */
export interface AnchorPort {
  /** The hash of the newest line of the list of attempts. */
  ledgerHead(): Promise<string>;
  write(run: string, text: string): Promise<AnchorPlace>;
}

/** One call as the provider's own log has it. */
export interface TrailEvent {
  readonly id: string;
  readonly at: string;
  readonly name: string;
  readonly source: string;
  readonly region: string;
  /** Name of the session that called. */
  readonly session: string;
  readonly readOnly: boolean;
  readonly errorCode: string | null;
  readonly resources: readonly string[];
}

/** The provider's log of what this run's sessions did; `cli` wires it. */
export interface TrailPort {
  /** Seconds after which the provider says that its log has caught up. */
  readonly deliverySeconds: number;
  /** Calls that changed something, between two moments (drill time). `gaps`: places that could not be read, and why; `sha256` of the calls as they were kept. */
  read(from: string, to: string): Promise<{ readonly calls: readonly TrailEvent[]; readonly gaps: readonly string[]; readonly sha256: string }>;
}

/** What became of one effect of the journal in the provider's log, or of a call there that the journal does not know. */
export interface WitnessRow {
  /** The effect's id; null for a call that no effect claims. */
  readonly effect: string | null;
  readonly class: 'witnessed' | 'missing' | 'not-witnessable' | 'unclaimed';
  /** Names of the calls. */
  readonly calls: readonly string[];
  /** The provider's own ids of them. */
  readonly ids: readonly string[];
  readonly why: string;
}
