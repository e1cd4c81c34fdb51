import type { Catalogue, SandboxContext } from '../../service.ts';
import type { DbEngine } from './engine/db-engine.ts';
import { openDbEngine } from './engine/open-db-engine.ts';
import type { Instance } from './model.ts';

const ENGINES = new WeakMap<Catalogue, DbEngine>();

/** The engine behind a sandbox, opened when it is first needed. */
export function engineOf(context: SandboxContext): DbEngine {
  const known = ENGINES.get(context.catalogue);
  if (known) return known;
  const engine = openDbEngine(context);
  ENGINES.set(context.catalogue, engine);
  return engine;
}

/** Puts another engine behind a catalogue: tests of the control plane start no server. */
export function useEngine(catalogue: Catalogue, engine: DbEngine): void {
  ENGINES.set(catalogue, engine);
}

/** What the engine knows an instance by: identifiers are unique in an account and region only, ports in the whole sandbox. */
export function engineName({ account, region, name }: Pick<Instance, 'account' | 'region' | 'name'>): string {
  return `${name}.${account}.${region}`;
}
