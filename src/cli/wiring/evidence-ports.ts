import { dirname, join } from 'node:path';
import type { TargetsPort } from '#contract/aws';
import type { Clock } from '#contract/clock';
import type { ResolvedConfig } from '#contract/config.schema';
import type { AnchorPort, TrailPort } from '#contract/evidence';
import type { DrillInput } from '#drill/drill-input';
import { ledgerHead } from '#evidence/ledger';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { sha256 } from '#kit/digest';
import { durationSeconds } from '#kit/durations';
import { hideSecretsIn } from '#kit/secret-text';
import { writeAnchorObject } from '#targets/anchor-object';
import { trailEvents } from '#targets/trail-events';

/** CloudTrail delivers in about five minutes on average (CloudTrail user guide, "How CloudTrail works"); drill time is waited, six times that. */
const DELIVERY_SECONDS = 1800;
/** Whoever changes something for a drill. */
const CHANGING = ['drill-operator', 'drill-restorer'] as const;

export interface EvidenceInput {
  readonly config: ResolvedConfig;
  readonly targets: TargetsPort;
  readonly clock: Clock;
  /** The run's folder, which gets what was written and read. */
  readonly folder: string;
  readonly run: string;
}

/** The announcement before the fault, and the provider's own log after it. */
export function evidencePorts(input: EvidenceInput): Pick<DrillInput, 'anchor' | 'trail'> {
  return { anchor: anchorPort(input), trail: trailPort(input) };
}

function anchorPort({ config, targets, clock, folder }: EvidenceInput): AnchorPort | null {
  const anchor = config.evidence?.anchor;
  if (anchor === undefined) return null;
  return {
    ledgerHead: () => ledgerHead(dirname(folder)),
    write: async (run, text) => {
      const place = await writeAnchorObject({ access: targets.access('drill-operator', anchor.region), bucket: anchor.bucket, owner: config.accounts[anchor.account].id, run, text, now: clock.nowIso(), retentionSeconds: durationSeconds(anchor.retention) });
      await writeFileAtomic(join(folder, 'anchor.json'), text);
      return place;
    },
  };
}

function trailPort({ config, targets, folder, run }: EvidenceInput): TrailPort {
  return {
    deliverySeconds: DELIVERY_SECONDS,
    read: async (from, to) => {
      const gaps: string[] = [];
      const sessions = CHANGING.map((principal) => `${principal}-${run}`);
      const regions = [...new Set(Object.values(config.regions))];
      const found = await Promise.all(regions.map((region) => trailEvents({ access: targets.access('drill-observer', region), sessions, from, to }).catch((error: Error) => {
        gaps.push(`${region}: ${error.name}: ${error.message}`);
        return [];
      })));
      // A provider's log names the access keys of sessions among the resources.
      const calls = hideSecretsIn(found.flat());
      const text = calls.map((call) => `${JSON.stringify(call)}\n`).join('');
      await writeFileAtomic(join(folder, 'witness.ndjson'), text);
      return { calls, gaps, sha256: sha256(text) };
    },
  };
}
