import { z } from 'zod';
import type { SeriesRanges } from '#contract/events';
import type { DrillContext, Families, FaultModule, ProbeModule, ServiceModules, StepModule } from '#contract/modules';
import type { ModelObject, ModelWorld } from './model-world.ts';

const BEACON = /^beacon\/(.+)\/(\d+)$/;
const none = z.record(z.string(), z.unknown());

/** Which store of a scenario a world stands for. */
export interface ModelPlace {
  readonly service: 's3' | 'rds';
  readonly store: string;
  /** Begins the ids of its fault, steps and check. */
  readonly prefix: string;
  /** Ends the ids of its effects, so that two stores have none in common. */
  readonly suffix: string;
}

const ONLY: ModelPlace = { service: 's3', store: 'DR-S5', prefix: 'model', suffix: '' };

/** The families of an imaginary service over a ModelWorld, as small as the contract allows. */
export function modelFamilies(world: ModelWorld, place: ModelPlace = ONLY): Families {
  return {
    services: new Map([[place.service, service(world, place)]]),
    faults: new Map([[`${place.prefix}.wipe`, wipe(world, place)]]),
    steps: new Map(steps(world, place).map((step) => [step.id, step])),
    probes: new Map([[`${place.prefix}.matches-copy`, matchesCopy(world, place)]]),
    mutations: new Map(),
    variants: new Map(),
  };
}

function wipe(world: ModelWorld, { service: name, store, prefix, suffix }: ModelPlace): FaultModule<unknown> {
  return {
    id: `${prefix}.wipe`,
    service: name,
    nature: 'destructive',
    args: none,
    targets: async () => [{ store, arn: `${prefix}:live`, what: 'the store', count: world.live?.size ?? 0, bytes: null, tags: world.tags }],
    inject: async (context) => {
      await context.effect({ id: `3-disrupt/wipe/empty${suffix}`, what: 'empty the store', destructive: true, probe: async () => (world.live === null || world.live.size === 0 ? true : undefined), act: async () => { empty(world); return true; } });
      await context.effect({ id: `3-disrupt/wipe/drop${suffix}`, what: 'drop the store', destructive: true, probe: async () => (world.live === null ? true : undefined), act: async () => { drop(world); return true; } });
    },
    observe: async () => ({ broken: world.live === null, detail: world.live === null ? 'gone' : 'there' }),
  };
}

function empty(world: ModelWorld): void {
  for (const [key, object] of world.live ?? []) { world.destroy(`${key}@${object.at}`); world.live?.delete(key); }
}

function drop(world: ModelWorld): void {
  if (world.live) { world.destroy('store'); world.live = null; }
}

function step(id: string, marks: StepModule['marks'], run: StepModule<unknown>['run']): StepModule<unknown> {
  return { id, marks, with: none, effects: [], run };
}

function steps(world: ModelWorld, { store, prefix, suffix }: ModelPlace): StepModule<unknown>[] {
  return [
    step(`${prefix}.find-copy`, 'decide', async () => ({ outputs: { copy: world.points.at(-1)?.id ?? '' } })),
    step(`${prefix}.recreate`, 'restore', async (context) => {
      await context.effect({ id: `4-recover/recreate${suffix}`, what: 'create the store', destructive: false, probe: async () => (world.live ? true : undefined), act: async () => { world.live ??= new Map(); world.name = 'restored'; return true; } });
      return { outputs: {}, binds: { store, resource: 'restored' } };
    }),
    step(`${prefix}.copy-back`, 'restore', async (context) => {
      const copied = await context.effect({ id: `4-recover/copy-back${suffix}`, what: 'copy back', destructive: false, probe: async () => undefined, act: async () => copyBack(world) });
      await context.clock.sleep(60_000, context.signal);
      return { outputs: { copied } };
    }),
    step(`${prefix}.re-point`, 're-point', async (context) => {
      await context.effect({ id: `4-recover/re-point${suffix}`, what: 'move the pointer', destructive: false, probe: async () => (world.pointer === world.name ? true : undefined), act: async () => { world.pointer = world.name; return true; } });
      return { outputs: {}, promotes: { store } };
    }),
  ];
}

function copyBack(world: ModelWorld): number {
  const point = world.points.at(-1);
  for (const [key, object] of point?.content ?? []) world.objects().set(key, object);
  return point?.content.size ?? 0;
}

function matchesCopy(world: ModelWorld, { prefix }: ModelPlace): ProbeModule<unknown> {
  const compare = (expected: number): { result: 'pass' | 'fail'; detail: string } => ({ result: world.live?.size === expected ? 'pass' : 'fail', detail: `${world.live?.size} of ${expected}` });
  return { id: `${prefix}.matches-copy`, with: none, run: async () => compare(world.points.at(-1)?.content.size ?? -1), negativeControl: async () => compare(-1) };
}

function service(world: ModelWorld, { service: name, suffix }: ModelPlace): ServiceModules {
  const content = manifestOf(world, name);
  return {
    service: name,
    models: { backup: 's3-copy', restore: 's3-copy' },
    posture: { service: name, comparators: { protected: 'equal' }, read: async () => ({ protected: world.objects() ? world.protectedBy : null }) },
    content,
    points: {
      service: name,
      read: async (context) => {
        world.catchUp(context.clock);
        return { complete: true, outsideBlastRadius: true, points: world.points.map((point) => ({ id: point.id, madeBy: 'schedule' as const, createdAt: point.at, availableAt: point.at, status: 'completed' as const, found: rangesOf(point.content) })) };
      },
    },
    canary: { service: name, run: async (context) => canary(world, context) },
    resolve: async () => world.pointer,
    beacons: {
      service: name,
      write: async (context, _binding, mark) => world.put(context.clock, `beacon/${mark.series}/${mark.seq}`, mark.sentAt),
      read: async () => ({ found: rangesOf(world.objects()), duplicated: 0, unknownNames: 0, complete: true }),
    },
    safetyCopy: {
      service: name,
      make: async (context) => context.effect({ id: `2-baseline/safety-copy${suffix}`, what: 'safety copy', destructive: false, probe: async () => undefined, act: async () => { world.safety = new Map(world.objects()); return { where: 'safety', count: world.safety.size, bytes: 0, verified: true }; } }),
      restore: async () => { world.live = new Map(world.safety ?? []); world.name = 'live'; world.pointer = 'live'; },
      discard: async () => { world.safety = null; },
      byHand: () => ['restore the safety copy'],
    },
  };
}

async function canary(world: ModelWorld, context: DrillContext): Promise<{ result: 'pass' | 'fail'; detail: string }> {
  try {
    world.put(context.clock, 'canary', 'x');
    world.objects().delete('canary');
    return { result: 'pass', detail: 'ok' };
  } catch (error) {
    return { result: 'fail', detail: String(error) };
  }
}

/** Content without beacons, as manifests see it. */
function data(objects: ReadonlyMap<string, ModelObject>): Map<string, string> {
  return new Map([...objects].filter(([key]) => !BEACON.test(key)).map(([key, object]) => [key, object.value]));
}

function manifestOf(world: ModelWorld, name: string): ServiceModules['content'] {
  const taken = new Map<string, ReadonlyMap<string, ModelObject>>();
  return {
    service: name,
    takeManifest: async (context, binding) => {
      taken.set(binding.store, new Map(world.objects()));
      return { file: 'manifest', sha256: '0', rows: data(world.objects()).size, bytes: 0, frozenAt: context.clock.nowIso(), complete: true };
    },
    compare: async (_context, input) => {
      const expected = data(new Map(world.points.at(-1)?.content ?? []));
      const found = data(world.objects());
      const missing = [...expected.keys()].filter((key) => !found.has(key)).length;
      const different = [...expected].filter(([key, value]) => found.has(key) && found.get(key) !== value).length;
      const unexpected = [...found.keys()].filter((key) => !expected.has(key)).length;
      return { method: 'model', strength: 'full-hash', comparedAt: input.r, expected: expected.size, recovered: expected.size - missing - different, missing, unexpected, different, lostWrites: 0, bytes: 0, frozenShare: 1, samples: [], complete: true, cannotSee: '' };
    },
    negativeControl: async () => ({ saidYes: false, detail: 'reported the added name' }),
  };
}

function rangesOf(objects: ReadonlyMap<string, ModelObject>): SeriesRanges[] {
  const bySeries = new Map<string, number[]>();
  for (const key of objects.keys()) {
    const [, series, seq] = BEACON.exec(key) ?? [];
    if (series !== undefined) bySeries.set(series, [...(bySeries.get(series) ?? []), Number(seq)]);
  }
  return [...bySeries].map(([series, seqs]) => ({ series, ranges: seqs.sort((a, b) => a - b).reduce<[number, number][]>((ranges, seq) => {
    const last = ranges.at(-1);
    if (last && last[1] === seq - 1) last[1] = seq;
    else ranges.push([seq, seq]);
    return ranges;
  }, []) }));
}
