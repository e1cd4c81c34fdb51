import type { JourneyMoment } from '#contract/user-service';
import type { Run } from './run.ts';
import { reading } from './readings.ts';

/** Lets users try the platform; null when all is well or nobody is there to try, else what did not work. */
export async function tryJourneys(run: Run, moment: JourneyMoment, signal: AbortSignal): Promise<string | null> {
  const { journeys, record } = run.input;
  if (journeys === null) return null;
  let wrong: string | null = 'the journeys could not be run';
  await reading(run, `journeys (${moment})`, async () => {
    const read = await journeys.run({ moment, folder: record.folder, signal });
    await run.note('journeys.read', { moment, ...read });
    const failed = read.results.find(({ result }) => result === 'fail');
    wrong = failed === undefined ? null : `journey "${failed.name}" failed${failed.why === null ? '' : `: ${failed.why}`}`;
  });
  return wrong;
}
