import type { StoreConfig } from '#contract/config.schema';
import type { BeaconLine } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { mergeLedger } from '#measure/beacon-ledger';
import { FoundSet } from '#measure/found-set';
import { wholePrefix } from '#measure/whole-prefix';
import { microsOf } from '#kit/time';
import type { Run } from './run.ts';
import { askOwnChecks } from './own-checks.ts';
import { reading, readPosture } from './readings.ts';

/** The full look at what came back: beacons, content against expected(R), settings. Outside RTA; decides the verdict all the same. */
export async function audit(run: Run, context: DrillContext): Promise<void> {
  // What one store has to follow may be another's recovered moment: all are known before any content is compared.
  for (const store of run.stores) await readBeacons(run, context, store);
  for (const store of run.stores) {
    await readContent(run, context, store);
    await askWitnesses(run, context, store);
    if (!run.journal.last('posture.read', (data) => data.store === store.id && data.moment === 'end')) await readPosture(run, context, store, 'end');
  }
  // Noted one by one: a run that is resumed between two of them asks the rest.
  const asked = new Set(run.journal.all('own-check.read').filter(({ data }) => data.tag === 'audit' && data.moment === 'recovered').map(({ data }) => data.id));
  await askOwnChecks(run, { tag: 'audit', moment: 'recovered', asked }, context.signal);
}

async function readBeacons(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  if (run.journal.last('beacons.read', (data) => data.store === store.id)) return;
  await reading(run, `beacons of ${store.id}`, async () => {
    const binding = run.bindings.candidate(store.id);
    const read = await run.service(store).beacons.read(context, binding);
    await run.note('beacons.read', { store: store.id, where: binding.resource, ...read });
  });
}

async function readContent(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  if (run.journal.last('integrity.read', (data) => data.store === store.id)) return;
  const manifest = run.journal.last('manifest.taken', (data) => data.store === store.id)?.data;
  const struckAt = run.journal.last('fault.observed', (data) => data.store === store.id)?.data.observed;
  if (!manifest || struckAt === undefined) return;
  await reading(run, `content of ${store.id}`, async () => {
    const r = (await newestWhole(run, store.id, struckAt)) ?? newestPointCreation(run, store.id) ?? struckAt;
    const found = await run.service(store).content.compare(context, { binding: run.bindings.candidate(store.id), manifest: { ...manifest, complete: true }, r, struckAt, writes: run.input.writes(), moments: await momentsOf(run) });
    await run.note('integrity.read', { store: store.id, reading: found });
  });
}

async function askWitnesses(run: Run, context: DrillContext, store: StoreConfig): Promise<void> {
  const { witnesses } = run.service(store);
  if (!witnesses || run.journal.last('witnesses.read', (data) => data.store === store.id)) return;
  await reading(run, `witnesses of ${store.id}`, async () => {
    const said = await witnesses.look(context, run.bindings.candidate(store.id));
    await run.note('witnesses.read', { store: store.id, witnesses: said });
  });
}

/** R of every store that has one. */
async function momentsOf(run: Run): Promise<ReadonlyMap<string, string>> {
  const moments = new Map<string, string>();
  for (const { id } of run.stores) {
    const struckAt = run.journal.last('fault.observed', (data) => data.store === id)?.data.observed;
    const r = struckAt === undefined ? null : await newestWhole(run, id, struckAt);
    if (r !== null) moments.set(id, r);
  }
  return moments;
}

/** R: the commit time of the newest beacon whose whole prefix came back. */
async function newestWhole(run: Run, store: string, struckAt: string): Promise<string | null> {
  const read = run.journal.last('beacons.read', (data) => data.store === store)?.data;
  if (!read) return null;
  const lines: BeaconLine[] = [];
  for await (const line of run.input.record.beacons(store)) lines.push(line);
  return wholePrefix(mergeLedger(lines), new FoundSet(read.found), microsOf(struckAt)).newest?.ackedAt ?? null;
}

function newestPointCreation(run: Run, store: string): string | undefined {
  return run.journal.last('points.read', (data) => data.store === store)?.data.points.filter((point) => point.status === 'completed').map((point) => point.createdAt).sort().at(-1);
}
