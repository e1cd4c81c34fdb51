import type { Measured } from './run-process.ts';
import { runPeer } from './run-process.ts';
import type { Peer } from './peers.ts';

export interface PeerResult {
  readonly name: string;
  /** Null: absent on this machine. */
  readonly runs: readonly Measured[] | null;
  /** Why there are no or fewer runs. */
  readonly failure?: string;
}

export interface Comparison {
  readonly peers: readonly PeerResult[];
  /** Same changes asked for by every client that does the whole work. */
  readonly equal: string;
}

/** Runs all peers interleaved, after one unmeasured round that asserts equal results. The first peer is the product. */
export async function compare(endpoint: string, peers: readonly Peer[], rounds: number): Promise<Comparison> {
  const here = peers.filter((peer) => peer.command !== null);
  const equal = await assertEqual(endpoint, here);
  const runs = new Map<string, Measured[]>(here.map((peer) => [peer.name, []]));
  const failures = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of here) {
      if (round >= peer.rounds) continue;
      const measured = await once(peer, equal, endpoint);
      if (typeof measured === 'string') failures.set(peer.name, measured);
      else runs.get(peer.name)?.push(measured);
    }
  }
  return { peers: peers.map((peer) => ({ name: peer.name, runs: runs.get(peer.name) ?? null, ...(failures.has(peer.name) ? { failure: failures.get(peer.name) ?? '' } : {}) })), equal: `${equal.count} changes, digest ${equal.digest}` };
}

interface Digest { readonly count: number; readonly digest: string }

/** One measured run that did the same work; an outside program's failure comes back as a text. */
async function once(peer: Peer, equal: Digest, endpoint: string): Promise<Measured | string> {
  try {
    await reset(endpoint);
    const measured = await runPeer(peer, endpoint);
    await assertSame(peer, equal, endpoint);
    return measured;
  } catch (error) {
    if (peer.outside) return (error as Error).message;
    throw error;
  }
}

async function assertEqual(endpoint: string, peers: readonly Peer[]): Promise<Digest> {
  let first: Digest | null = null;
  for (const peer of peers.filter((each) => each.check === 'digest' && !each.outside)) {
    await reset(endpoint);
    await runPeer(peer, endpoint);
    first ??= await digest(endpoint);
    await assertSame(peer, first, endpoint);
  }
  return first ?? { count: 0, digest: '0' };
}

async function assertSame(peer: Peer, expected: Digest, endpoint: string): Promise<void> {
  const got = await digest(endpoint);
  const same = peer.check === 'none' || (got.count === expected.count && (peer.check === 'count' || got.digest === expected.digest));
  if (!same) throw new Error(`${peer.name} did not do the same work: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}

async function digest(endpoint: string): Promise<Digest> {
  return (await (await fetch(`${endpoint}/_digest`)).json()) as Digest;
}

async function reset(endpoint: string): Promise<void> {
  await (await fetch(`${endpoint}/_reset`)).text();
}
