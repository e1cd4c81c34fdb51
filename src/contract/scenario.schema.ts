import { z } from 'zod';
import { isoDuration } from './config.schema.ts';

const fault = z.strictObject({ uses: z.string().min(1), with: z.record(z.string(), z.unknown()).default({}) });

/** One way through a disaster, where it differs from the scenario's plain form: another document, other backups, another fault. */
const way = z.strictObject({
  runbook: z.string().min(1).optional(),
  /** Null: this way has none. */
  failback: z.string().min(1).nullable().optional(),
  /** Ids of the backups that this recovery rests on; every backup of the store where none is named. */
  backups: z.array(z.string().min(1)).min(1).optional(),
  faults: z.array(fault).min(1).optional(),
});

/** A scenario is data: what breaks, which document restores it. Loading one runs nothing. */
export const scenarioSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)+$/, 'lower-case words joined by hyphens, equal to the file name'),
  title: z.string().min(1),
  why: z.string().min(1),
  threat: z.string().min(1),
  claims: z.array(z.string()).default([]),
  stores: z.array(z.string()).min(1),
  /** Path of the Markdown document, relative to the scenario's file. */
  runbook: z.string().min(1),
  /** The document that leads back to where the platform was, once the disaster is over; its numbers begin above those of the runbook. */
  failback: z.string().min(1).nullable().default(null),
  faults: z.array(fault).min(1),
  /** Replaces the house objectives for this scenario; documented ones are judged as well. */
  objectives: z.strictObject({ rto: isoDuration, rpo: isoDuration }).nullable().default(null),
  variants: z.array(z.string()).default([]),
  /** By the name of a variant, or `default`: what that way through the disaster uses instead. */
  ways: z.record(z.string(), way).default({}),
  mutations: z.array(z.string()).default([]),
  /** Posture keys a restore of this kind is declared not to bring back, with the reason. */
  declaredGaps: z.array(z.string()).default([]),
});

export type Scenario = z.input<typeof scenarioSchema>;
export type ResolvedScenario = z.output<typeof scenarioSchema> & { readonly file: string; readonly runbookPath: string; readonly failbackPath: string | null };
