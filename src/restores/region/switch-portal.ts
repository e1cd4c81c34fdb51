import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { readPortalMode, setPortalMode, type PortalMode } from '#targets/portal-mode';
import { durationSeconds } from '#kit/durations';

const args = z.strictObject({
  /** How long to wait afterwards, so that what was under way has ended. */
  settle: z.string().default('PT2M'),
});
type Args = z.output<typeof args>;

/** Lets users read and nobody write: from here to the end of the way back nothing may be written that is not taken along. */
export const pausePortal: StepModule<Args> = { id: 'region.pause-portal', with: args, marks: 'configure', effects: ['ssm:PutParameter'], run: (context, { settle }) => switchTo(context, 'read-only', settle) };

const none = z.strictObject({});

/** Lets users write again, in the region that serves them now. */
export const resumePortal: StepModule<z.output<typeof none>> = { id: 'region.resume-portal', with: none, marks: 'configure', effects: ['ssm:PutParameter'], run: (context) => switchTo(context, 'open', null) };

async function switchTo(context: DrillContext, mode: PortalMode, settle: string | null): Promise<StepResult> {
  const access = context.targets.access('drill-restorer', context.config.regions.global);
  await context.effect({
    id: `5-put-back/region.portal/${mode}`,
    what: `set the portal to ${mode}`,
    destructive: false,
    probe: async () => ((await readPortalMode(access)) === mode ? { mode } : undefined),
    act: async () => {
      await setPortalMode(access, mode);
      return { mode };
    },
  });
  if (settle !== null) await context.clock.sleep(durationSeconds(settle) * 1000, context.signal);
  return { outputs: { portal: mode } };
}
