import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ProbeModule, StepModule } from '#contract/modules';
import { checkRunbook, type BindingTables } from './check-bindings.ts';
import { parseRunbook } from './parse-runbook.ts';

const recreate: StepModule<unknown> = { id: 's3.recreate-bucket', with: z.strictObject({ store: z.string(), bucket: z.string().optional(), count: z.number().optional() }), marks: 'restore', effects: [], run: async () => ({ outputs: {} }) };
const reading = async (): Promise<{ result: 'pass'; detail: string }> => ({ result: 'pass', detail: '' });
const complete: ProbeModule<unknown> = { id: 's3.complete', with: z.strictObject({ store: z.string() }), run: reading, negativeControl: reading };
const tables: BindingTables = { faults: new Map(), steps: new Map([[recreate.id, recreate]]), probes: new Map([[complete.id, complete]]) };

const check = (...bodies: readonly string[]): readonly string[] => checkRunbook(parseRunbook('r.md', `# T\n${bodies.map((body, i) => `\n### ${i + 1}. Step\n\`\`\`step\n${body}\n\`\`\`\n`).join('')}`), tables);

describe('a runbook against the steps and probes that exist', () => {
  it('has no problem when every step can be executed', () => {
    expect(check('uses: s3.recreate-bucket\nwith: { store: DR-S5 }\nas: new', 'uses: check\nwith: { probe: s3.complete, store: DR-S5 }')).toEqual([]);
  });

  it('names an unknown step or probe with the nearest known one', () => {
    expect(check('uses: s3.recreate-buket')).toEqual(['r.md:3: step 1: uses: s3.recreate-buket is no known step; did you mean "s3.recreate-bucket"?']);
    expect(check('uses: check\nwith: { probe: s3.complet }')).toEqual(['r.md:3: step 1: with.probe is "s3.complet", which is no known probe; did you mean "s3.complete"?']);
  });

  it('checks arguments by the schema of the step, and leaves out what an earlier step will fill in', () => {
    expect(check('uses: s3.recreate-bucket\nwith: { stoer: DR-S5 }')).toEqual(['r.md:3: step 1: with: store is missing; expected a text', 'r.md:3: step 1: with: stoer is not a known key; did you mean "store"?']);
    expect(check('uses: s3.recreate-bucket\nwith: { store: DR-S5 }\nas: new', 'uses: s3.recreate-bucket\nwith: { store: DR-S5, count: $new.count }')).toEqual([]);
  });
});
