import type { JourneyMoment } from '#contract/user-service';
import { failedJourney } from '#measure/failed-journey';
import type { Run } from './run.ts';
import { reading } from './readings.ts';

/** Lets users try the platform; null when all is well or nobody is there to try, else what did not work. */
export async function tryJourneys(run: Run, moment: JourneyMoment, signal: AbortSignal): Promise<string | null> {
  const { journeys, record } = run.input;
  if (journeys === null) return null;
  const what = `journeys (${moment})`;
  let wrong: string | null = null;
  const done = await reading(run, what, async () => {
    const read = await journeys.run({ moment, folder: record.folder, signal });
    await run.note('journeys.read', { moment, ...read });
    const failed = failedJourney(record.events(), read);
    wrong = failed === null ? null : `journey "${failed.name}" failed${failed.why === null ? '' : `: ${failed.why}`}`;
  });
  return done ? wrong : `the journeys could not be run: ${run.journal.last('error', (data) => data.where === what)?.data.message ?? 'no reason recorded'}`;
}
