import { configSchema } from '#contract/config.schema';
import type { Families } from '#contract/modules';
import type { DrillInput } from '../drill-input.ts';
import { liveIn, MODEL_BEGINNING, MODEL_RUNBOOK, modelConfig, modelSite, startedOf, step } from './model-drill.ts';
import type { ModelSite } from './model-drill.ts';
import { modelFamilies } from './model-families.ts';
import { ModelWorld } from './model-world.ts';

/** Two stores that are lost together, of two services, restored by one document: the second one after the first. */
export interface ModelPair {
  readonly site: ModelSite;
  readonly second: ModelWorld;
  readonly input: Pick<DrillInput, 'scenario' | 'runbook' | 'config' | 'started'>;
}

export const FIRST = 'DR-S5';
export const SECOND = 'DR-S1';

export function modelPair(): ModelPair {
  const second = new ModelWorld(MODEL_BEGINNING);
  liveIn(second);
  const site = modelSite();
  return { site: Object.assign(site, { families: merged(site.families, modelFamilies(second, { service: 'rds', store: SECOND, prefix: 'second', suffix: `/${SECOND}` })) }), second, input: pairInput() };
}

function merged(a: Families, b: Families): Families {
  return {
    services: new Map([...a.services, ...b.services]),
    faults: new Map([...a.faults, ...b.faults]),
    steps: new Map([...a.steps, ...b.steps]),
    probes: new Map([...a.probes, ...b.probes]),
    mutations: new Map(),
    variants: new Map(),
  };
}

function pairInput(): ModelPair['input'] {
  const one = modelConfig();
  const [store] = one.platform.stores;
  const config = configSchema.parse({ ...one, platform: { ...one.platform, stores: [store, { ...store, id: SECOND, service: 'rds' }] } });
  const started = startedOf(config);
  const first = MODEL_RUNBOOK.steps.map((its) => ({ ...its, with: its.uses === 'manual' ? its.with : { ...its.with, store: FIRST } }));
  const then = MODEL_RUNBOOK.steps.slice(1).map((its) => ({ ...its, n: its.n + 5, uses: its.uses.replace('model.', 'second.'), as: null, with: { ...(its.uses === 'check' ? { probe: 'second.matches-copy' } : {}), store: SECOND } }));
  return {
    config,
    scenario: { id: 'model-pair-loss', title: 'Both model stores are wiped', why: 'test', threat: 'DR-T1', claims: [], stores: [FIRST, SECOND], runbook: 'x.md', failback: null, faults: [{ uses: 'model.wipe', with: { store: FIRST } }, { uses: 'second.wipe', with: { store: SECOND } }], objectives: null, variants: [], ways: {}, mutations: [], declaredGaps: [], file: 'model', runbookPath: 'model.md', failbackPath: null },
    runbook: { ...MODEL_RUNBOOK, steps: [...first, ...then, step(12, 'manual', { manual: { role: 'on-call engineer', expected: 'PT10M', confirm: 'told' } })] },
    started: { ...started, scenario: 'model-pair-loss', stores: [FIRST, SECOND].map((id, n) => ({ ...started.stores[0], id, service: n === 0 ? 's3' : 'rds', title: 'store', resource: 'live', scheduleEverySeconds: 86_400, declaredGaps: [] })) },
  };
}
