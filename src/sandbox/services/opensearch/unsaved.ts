import type { Catalogue } from '../../service.ts';
import { stateOf, type OpenSearchState } from './state.ts';

/**
 * Whether a domain has data that its last automated snapshot has not. Kept as a number of snapshots that must still be taken anew: 1 after
 * a write, 2 after one that goes on in the background when it has been answered (a restore, a re-index without waiting).
 */
export class Unsaved {
  private readonly state: OpenSearchState;
  private readonly known = new Map<string, number>();
  /** Writes since the snapshot began that is being taken. */
  private readonly since = new Map<string, number>();

  constructor(state: OpenSearchState) {
    this.state = state;
  }

  count(ref: string): number {
    const known = this.known.get(ref) ?? this.state.data.unsaved(ref);
    this.known.set(ref, known);
    return known;
  }

  /** To be called before a write reaches the engine and again when it was answered. */
  mark(ref: string, snapshots: 1 | 2): void {
    this.since.set(ref, Math.max(snapshots, this.since.get(ref) ?? 0));
    if (this.count(ref) >= snapshots) return;
    this.known.set(ref, snapshots);
    this.state.change(() => this.state.data.setUnsaved(ref, snapshots));
  }

  /** A snapshot begins to be taken: what is written from now on may not be in it. */
  begin(ref: string): void {
    this.since.set(ref, 0);
  }

  /** The snapshot was taken. Inside a transaction with its row. */
  taken(ref: string): void {
    const left = Math.max(this.count(ref) - 1, this.since.get(ref) ?? 0, 0);
    this.known.set(ref, left);
    this.state.data.setUnsaved(ref, left);
  }

  forget(ref: string): void {
    this.known.delete(ref);
    this.since.delete(ref);
  }
}

const KNOWN = new WeakMap<Catalogue, Unsaved>();

/** One per open catalogue. */
export function unsavedOf(catalogue: Catalogue): Unsaved {
  const known = KNOWN.get(catalogue);
  if (known) return known;
  const unsaved = new Unsaved(stateOf(catalogue));
  KNOWN.set(catalogue, unsaved);
  return unsaved;
}
