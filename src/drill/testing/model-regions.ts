import { z } from 'zod';
import type { Binding, DrillContext, Families, FaultModule, ServiceModules, StepModule } from '#contract/modules';
import type { Runbook } from '#contract/runbook';
import type { DrillInput } from '../drill-input.ts';
import { MODEL_BEGINNING, MODEL_RUNBOOK, modelSite, step, type ModelSite } from './model-drill.ts';
import { modelFamilies } from './model-families.ts';
import { ModelWorld } from './model-world.ts';

const HOME = 'us-west-2';
const AWAY = 'us-east-2';
const STORE = 'DR-S5';
const none = z.record(z.string(), z.unknown());

/** A model site whose store has a second region: the disaster cuts the first one off and takes nothing away. */
export interface TwoRegions {
  readonly site: ModelSite;
  readonly away: ModelWorld;
  readonly families: Families;
  readonly input: Pick<DrillInput, 'scenario' | 'runbook' | 'failback'>;
  cut: boolean;
  /** Where users are led. */
  entry: string;
  /** The way back brings nothing along. */
  forgetful: boolean;
}

export function twoRegions(): TwoRegions {
  const site = modelSite();
  const away = new ModelWorld(MODEL_BEGINNING);
  away.live = null;
  const regions: TwoRegions = { site, away, families: modelFamilies(site.world), input: inputs(), cut: false, entry: HOME, forgetful: false };
  return Object.assign(regions, { families: familiesOf(regions) });
}

const RUNBOOK: Runbook = {
  ...MODEL_RUNBOOK,
  steps: [
    step(1, 'manual', { manual: { role: 'incident lead', expected: 'PT5M', confirm: 'decided' } }),
    step(2, 'model.fail-over'),
    step(3, 'model.find-copy', { lane: 'store' }),
    step(4, 'model.slow', { lane: 'beside' }),
    step(5, 'model.recreate', { lane: 'store' }),
    step(6, 'model.copy-back', { lane: 'store' }),
    step(7, 'model.re-point', { lane: 'last', after: ['store', 'beside'] }),
    step(8, 'check', { with: { probe: 'model.matches-copy' }, release: true }),
  ],
};

const FAILBACK: Runbook = { ...MODEL_RUNBOOK, path: 'back.md', steps: [step(9, 'model.bring-home'), step(10, 'model.fail-back')] };

function inputs(): TwoRegions['input'] {
  return {
    scenario: { id: 'model-outage', title: 'The region of the model store is cut', why: 'test', threat: 'DR-T2', claims: [], stores: [STORE], runbook: 'x.md', failback: 'back.md', faults: [{ uses: 'model.cut', with: { store: STORE } }], objectives: null, variants: [], ways: {}, mutations: [], declaredGaps: [], file: 'model', runbookPath: 'model.md', failbackPath: 'back.md' },
    runbook: RUNBOOK,
    failback: FAILBACK,
  };
}

function familiesOf(regions: TwoRegions): Families {
  const [home, away] = [modelFamilies(regions.site.world), modelFamilies(regions.away)];
  const own = [failOver(), failBack(regions), bringHome(regions), slow(), findCopy(regions)];
  return {
    ...away,
    services: new Map([['s3', bothPlaces(regions, service(home), service(away))]]),
    faults: new Map([['model.cut', cut(regions)]]),
    steps: new Map([...away.steps, ...own.map((one): [string, StepModule<unknown>] => [one.id, one])]),
  };
}

function service({ services }: Families): ServiceModules {
  const found = services.get('s3');
  if (!found) throw new Error('the model has no store');
  return found;
}

/** Each question goes to where the store is; at home nothing answers while it is cut. */
function bothPlaces(regions: TwoRegions, home: ServiceModules, away: ServiceModules): ServiceModules {
  const at = ({ region }: Pick<Binding, 'region'>): ServiceModules => {
    if (region === HOME && regions.cut) throw new Error('the region does not answer');
    return region === HOME ? home : away;
  };
  return {
    ...home,
    posture: { ...home.posture, read: async (context, binding) => at(binding).posture.read(context, binding) },
    content: { ...home.content, compare: async (context, input) => (input.binding.region === HOME ? home : away).content.compare(context, input) },
    canary: { ...home.canary, run: async (context, store) => at(context.binding(store.id)).canary.run(context, store) },
    beacons: { ...home.beacons, write: async (context, binding, mark) => at(binding).beacons.write(context, binding, mark), read: async (context, binding) => at(binding).beacons.read(context, binding) },
    resolve: async (context, store) => at(context.binding(store.id)).resolve(context, store),
  };
}

function cut(regions: TwoRegions): FaultModule<unknown> {
  return {
    id: 'model.cut', service: 'region', nature: 'reversible', args: none,
    targets: async () => [{ store: STORE, arn: 'model:live', what: 'the region', count: null, bytes: null, tags: regions.site.world.tags }],
    inject: async (context) => {
      await context.effect({ id: '3-disrupt/cut', what: 'cut the region', destructive: true, probe: async () => (regions.cut ? true : undefined), act: async () => { regions.cut = true; return true; } });
    },
    observe: async () => ({ broken: regions.cut, detail: regions.cut ? 'no answer' : 'answers' }),
    undo: async () => { regions.cut = false; },
    strikesRegion: () => HOME,
    sendHome: async () => { regions.entry = HOME; },
    dependencies: async () => [{ store: STORE, kind: 'secret', what: '/model/secret', region: HOME, lost: true, detail: 'the password lies in what is cut' }],
  };
}

function module(id: string, run: StepModule<unknown>['run'], marks: StepModule['marks'] = 'other'): StepModule<unknown> {
  return { id, marks, with: none, effects: [], run };
}

function failOver(): StepModule<unknown> {
  return module('model.fail-over', async () => ({ outputs: {}, relocates: { region: AWAY, stores: [STORE] } }), 'decide');
}

function findCopy({ site, away }: TwoRegions): StepModule<unknown> {
  return module('model.find-copy', async () => {
    away.points.splice(0, Infinity, ...site.world.points);
    return { outputs: {} };
  });
}

function slow(): StepModule<unknown> {
  return module('model.slow', async (context: DrillContext) => {
    await context.clock.sleep(3600_000, context.signal);
    return { outputs: {} };
  });
}

/** What was written away joins what stood at home. */
function bringHome(regions: TwoRegions): StepModule<unknown> {
  return module('model.bring-home', async () => {
    for (const [key, object] of regions.forgetful ? [] : regions.away.objects()) regions.site.world.objects().set(key, object);
    return { outputs: {} };
  }, 'restore');
}

function failBack(regions: TwoRegions): StepModule<unknown> {
  return module('model.fail-back', async () => {
    regions.entry = HOME;
    return { outputs: {}, binds: { store: STORE, resource: 'live' }, promotes: { store: STORE }, relocates: { region: HOME, stores: [STORE] } };
  }, 're-point');
}
