import type { Catalogue, SandboxContext } from '../../service.ts';
import { DomainEngines } from './engine/domain-engines.ts';
import { OPENSEARCH } from './engine/engine-source.ts';
import type { SearchEngines } from './engine/search-engines.ts';

const ENGINES = new WeakMap<Catalogue, SearchEngines>();

/** The engines behind a sandbox, opened when they are first needed. */
export function enginesOf(context: SandboxContext): SearchEngines {
  const known = ENGINES.get(context.catalogue);
  if (known) return known;
  const engines = new DomainEngines(context, OPENSEARCH);
  ENGINES.set(context.catalogue, engines);
  return engines;
}

/** Puts other engines behind a catalogue: tests of the control plane start no server. */
export function useEngines(catalogue: Catalogue, engines: SearchEngines): void {
  ENGINES.set(catalogue, engines);
}
