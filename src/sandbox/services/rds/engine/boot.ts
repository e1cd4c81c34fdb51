import { collect, dropBase } from './collect.ts';
import { clusterNames } from './cluster-folders.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Instances } from './instances.ts';

/** After a start of the sandbox: removes what a killed one left half-made, and starts in the background the servers that should run. Their ports open at once; clients wait. */
export function startAgain(parts: EngineParts, instances: Instances): void {
  const { context, serial, servers } = parts;
  sweepArchives(parts);
  const known = servers.all();
  for (const row of known) {
    if (row.state !== 'ready' || row.wanted !== 'run') continue;
    serial.run(row.resource, () => instances.start(row.resource)).catch((error: unknown) => context.log(`rds: the server of ${row.identifier} did not start: ${error instanceof Error ? error.message : String(error)}`));
  }
  void removeStrangers(parts, clusterNames(context.state)).catch((error: unknown) => context.log(`rds: old clusters could not be removed: ${String(error)}`));
}

function sweepArchives({ context, rows, chunks }: EngineParts): void {
  chunks.change(() => {
    for (const { archive, open } of rows.archives()) {
      for (const base of rows.bases(archive)) if (base.ready === 0) dropBase({ rows, chunks }, base.id);
      if (open === 0) collect({ rows, chunks }, archive, 0);
    }
    for (const { id } of rows.homelessBases()) dropBase({ rows, chunks }, id);
  });
  context.catalogue.flush();
}

/** Clusters of no server: scratch ones, and those whose deletion was cut short. */
async function removeStrangers({ host, serial, servers }: EngineParts, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (servers.find(name) === null) await serial.run(name, async () => (servers.find(name) === null ? host.remove(name) : undefined));
  }
}
