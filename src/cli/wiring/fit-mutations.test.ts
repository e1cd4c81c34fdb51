import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import type { MutationModule } from '#contract/modules';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { mutations } from '#mutations/table';
import { fitMutations } from './fit-mutations.ts';

const CONFIG = { platform: { stores: [{ id: 'DR-S5', service: 's3', account: 'platform', backups: [{ id: 'copy', kind: 's3-copy' }, { id: 'vault', kind: 'aws-backup', account: 'platform' }] }] } } as unknown as ResolvedConfig;
const SCENARIO = { id: 's3-bucket-deletion', file: '/p/s.ts', stores: ['DR-S5'], variants: ['aws-backup'], ways: { default: { backups: ['copy'] }, 'aws-backup': { backups: ['vault'] } }, mutations: ['bit-rot', 'one-missing', 'skipped-objects'] } as unknown as ResolvedScenario;

const fit = (variant: string | null, known: ReadonlyMap<string, MutationModule> = mutations): ReturnType<typeof fitMutations> => fitMutations(SCENARIO, variant, { config: CONFIG, families: { mutations: known } });

describe('the sabotages that a way leaves something to spoil', () => {
  it('are those of the backup that serves there, and the others are left out with their reason', () => {
    expect(fit(null)).toEqual({ fit: ['bit-rot', 'one-missing'], leftOut: [expect.stringMatching(/^scenario s3-bucket-deletion: mutation skipped-objects needs a backup made by AWS Backup/)] });
    expect(fit('aws-backup')).toEqual({ fit: ['one-missing', 'skipped-objects'], leftOut: [expect.stringMatching(/^scenario s3-bucket-deletion: mutation bit-rot damages one object of the daily copy/)] });
  });

  it('are asked of the store of their own service where several are lost together', () => {
    const stores = [...CONFIG.platform.stores, { id: 'DR-S3', service: 'opensearch', account: 'platform', backups: [{ id: 'automated', kind: 'opensearch-snapshots', resource: 'cs-automated-enc' }] }];
    const both = { ...SCENARIO, id: 'both', stores: ['DR-S5', 'DR-S3'], ways: {}, mutations: ['one-missing', 'opensearch/one-missing'] } as unknown as ResolvedScenario;
    expect(fitMutations(both, null, { config: { platform: { stores } } as unknown as ResolvedConfig, families: { mutations } })).toEqual({ fit: ['one-missing'], leftOut: [expect.stringMatching(/^scenario both: mutation one-missing shows in the number of documents/)] });
  });

  it('keeps names that nobody knows, so that the check of the scenario refuses them', () => {
    expect(fit(null, new Map()).fit).toEqual(SCENARIO.mutations);
  });
});
