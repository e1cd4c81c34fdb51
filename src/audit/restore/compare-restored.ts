import type { BeaconLine } from '#contract/events';
import type { Binding, DrillContext, ManifestInfo, PlatformWrite, ServiceModules } from '#contract/modules';
import type { PointFact, RestoreFact } from '../facts.ts';
import { judgeMarks } from './judge-marks.ts';

export interface CompareRestored {
  readonly context: DrillContext;
  readonly modules: ServiceModules;
  readonly live: Binding;
  readonly restored: Binding;
  readonly point: PointFact;
  readonly ageDays: number;
  /** COMPLETED with a message: something was left out. */
  readonly warning: string | null;
  /** One look at each living store serves all of its points. */
  readonly manifests: Map<string, ManifestInfo>;
  readonly versionDays: number | null;
  history(store: string): AsyncIterable<BeaconLine>;
  writes(): AsyncIterable<PlatformWrite>;
}

export type Compared = Pick<RestoreFact, 'outcome' | 'detail' | 'compared' | 'marks'>;

/**
 * Holds what came back against what is known of that moment: the marks of the ledger outside the account, and the living store taken back by
 * the platform's own write ledger.
 */
export async function compareRestored(input: CompareRestored): Promise<Compared> {
  const { context, modules, live, restored, point, warning } = input;
  const inRestored = await modules.beacons.read(context, restored);
  const inLive = await modules.beacons.read(context, live);
  const marks = await judgeMarks({ ledger: input.history(live.store), restored: inRestored.found, live: inLive.found, createdAt: point.createdAt, completedAt: point.completedAt ?? point.createdAt });
  const compared = await content(input, marks.newestAt ?? point.createdAt);
  const wrong = (compared.reading === null ? 0 : compared.reading.missing + compared.reading.unexpected + compared.reading.different) + marks.missing + marks.tooNew;
  const said = [
    `${marks.found} of ${marks.expected} marks`,
    ...(marks.tooNew > 0 ? [`${marks.tooNew} marks that are newer than the point`] : []),
    compared.text,
    ...(warning === null ? [] : [`the job says: ${warning}`]),
  ].join('; ');
  const whole = wrong === 0 && warning === null && inRestored.complete && marks.expected > 0;
  return { outcome: whole ? 'whole' : 'different', detail: marks.expected === 0 ? `${said}; without a mark of that time nothing tells this point from another` : said, compared: compared.reading, marks: { expected: marks.expected, found: marks.found, missing: marks.missing, tooNew: marks.tooNew } };
}

async function content({ context, modules, live, restored, manifests, versionDays, ageDays, writes }: CompareRestored, r: string): Promise<{ readonly reading: RestoreFact['compared']; readonly text: string }> {
  if (modules.service === 's3' && versionDays !== null && ageDays >= versionDays) return { reading: null, text: `the content was not compared: the bucket keeps older versions for ${versionDays} days, so nothing tells what was there` };
  const manifest = manifests.get(live.store) ?? await modules.content.takeManifest(context, live);
  manifests.set(live.store, manifest);
  const { method, expected, recovered, missing, unexpected, different, samples } = await modules.content.compare(context, { binding: restored, manifest, r, struckAt: manifest.frozenAt, writes: writes() });
  const wrong = missing + unexpected + different;
  const text = wrong === 0 ? `${recovered} of ${expected} things as they were at ${r}` : `of ${expected} things at ${r} ${missing} are missing, ${different} differ and ${unexpected} should not be there`;
  return { reading: { method, expected, recovered, missing, unexpected, different }, text: wrong === 0 ? text : `${text} (${JSON.stringify(samples).slice(0, 300)})` };
}
