import { hash } from 'node:crypto';
import type { BeaconLine, RunEvent, RunStarted } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { parseBeacons } from '#record/parse-beacons';
import { parseChain } from '#record/parse-chain';
import type { Chain } from '#record/parse-chain';
import { sealOf } from '#record/seal-of';
import { invalid } from './bundle-fault.ts';
import type { BundleFiles, BundleManifest } from './bundle-format.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';

const EVENTS = 'events.ndjson';

/** The facts of a bundle, with their chain proved. */
export interface VerifiedRecord {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly beacons: ReadonlyMap<string, readonly BeaconLine[]>;
  readonly seal: string;
  readonly notes: readonly string[];
}

/** The chain of events from its first to its last line, its checkpoints, its ledgers and the files that it names. */
export function verifyRecord(files: BundleFiles, manifest: BundleManifest): VerifiedRecord {
  const bytes = files.get(EVENTS);
  if (bytes === undefined) throw invalid(`The record ${EVENTS} is gone from the bundle.`);
  const heads = new Map<number, string>();
  const chain = chainOf(bytes, manifest, heads);
  const started = chain.events.find((event): event is RunEvent<'run.started'> => event.type === 'run.started')?.data;
  if (started === undefined || !Array.isArray(started.stores)) throw invalid('The record does not say which run it is of.');
  if (started.id !== manifest.run.id || started.number !== manifest.run.number) throw invalid(`The record is of run ${started.id}, and the bundle is of ${manifest.run.id}: it was taken from another run.`);
  const beacons = ledgersOf(files);
  const seal = sealOf({ events: chain.events.length, head: chain.head, ledgers: beacons.map(({ store, sha256 }) => ({ store, sha256 })) });
  if (chain.events.length !== manifest.record.events || chain.head !== manifest.record.head || seal !== manifest.record.sha256) throw invalid(`The record has ${chain.events.length} events where ${manifest.record.events} were signed for, or they end otherwise: it was cut or exchanged.`);
  verifyNamedFiles(files, chain.events, manifest);
  const checked = verifyCheckpoints(files, { started, chain, heads });
  const redacted = manifest.redactions.length === 0 ? [] : [`${manifest.redactions.length} lines of the record are redacted; the chain holds by their hashes as they were written`];
  return { started, events: chain.events, beacons: new Map(beacons.map(({ store, lines }) => [store, lines])), seal, notes: [checked, ...redacted] };
}

function chainOf(bytes: Buffer, { redactions }: BundleManifest, heads: Map<number, string>): Chain {
  try {
    return parseChain(bytes, EVENTS, { asWritten: new Map(redactions.map(({ seq, sha256 }) => [seq, sha256])), seen: (seq, head) => heads.set(seq, head) });
  } catch (error) {
    if (error instanceof RedrillError) throw invalid(error.message, error);
    throw error;
  }
}

function ledgersOf(files: BundleFiles): readonly { readonly store: string; readonly sha256: string; readonly lines: readonly BeaconLine[] }[] {
  // By store, as the seal has them: the name of a file would sort otherwise.
  const stores = [...files.keys()].filter((name) => /^beacons\/[^/]+\.ndjson$/.test(name)).map((name) => name.slice('beacons/'.length, -'.ndjson'.length)).sort();
  return stores.map((store) => {
    const name = `beacons/${store}.ndjson`;
    const bytes = files.get(name) ?? Buffer.alloc(0);
    return { store, sha256: hash('sha256', bytes, 'hex'), lines: parseBeacons(bytes, name) };
  });
}

/** The record says by hash what was expected back and which document was followed. */
function verifyNamedFiles(files: BundleFiles, events: readonly RunEvent[], { redactions }: BundleManifest): void {
  const named = events.flatMap((event): readonly (readonly [string, string])[] => {
    if (event.type === 'manifest.taken') return [[event.data.file, event.data.sha256]];
    if (event.type === 'plan.made') return [event.data.runbook, ...(event.data.failback ? [event.data.failback] : [])].map(({ path, sha256 }) => [documentName(path), sha256] as const);
    return [];
  });
  for (const [name, sha256] of redactions.length > 0 ? [] : named) {
    const bytes = files.get(name);
    if (bytes !== undefined && hash('sha256', bytes, 'hex') !== sha256) throw invalid(`${name} is not the one that the record names by its hash.`);
  }
}

/** Where a runbook's text lies in a bundle. */
export function documentName(path: string): string {
  return `runbooks/${(path.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9_.-]/g, '_')}`;
}
