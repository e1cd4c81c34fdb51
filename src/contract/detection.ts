/** A store that was struck, and since when an alarm about it counts: T0. */
export interface Struck {
  readonly store: string;
  readonly resource: string;
  readonly since: string;
}

/** An alarm about a struck store that fired after T0. */
export interface FiredAlarm {
  /** Which of the configured sources, and the alarm's name there. */
  readonly source: string;
  readonly store: string;
  /** T1: when it fired; where the source does not say that, when it was seen firing. */
  readonly at: string;
  /** When the alarm says that its condition began. */
  readonly began: string;
  readonly why: string;
}

export interface DetectionReading {
  readonly fired: readonly FiredAlarm[];
  /** Alarms about struck stores that were firing before T0 and so noticed nothing, each in one sentence. */
  readonly standing: readonly string[];
  /** Sources that could not be asked, each in one sentence. */
  readonly unread: readonly string[];
}

/** The platform's own alarms (`config.detection`); never a probe of the drill. */
export interface DetectionPort {
  /** Asks every source once. Never rejects but for the signal: a source that fails noticed nothing. */
  look(struck: readonly Struck[], signal: AbortSignal): Promise<DetectionReading>;
}
