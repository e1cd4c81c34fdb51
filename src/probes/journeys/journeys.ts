import { mkdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JourneyMoment, JourneyResult, JourneysPort, JourneysReading } from '#contract/user-service';
import type { JourneyRun } from './run-playwright.ts';
import { runPlaywright } from './run-playwright.ts';

/** A folder of Playwright Test specs. */
export interface JourneyFolder {
  readonly folder: string;
  /** False: written so that its journeys run by HTTP alone as well. */
  readonly needsBrowser: boolean;
}

/** A real browser that Playwright can drive. */
export interface JourneyBrowser {
  readonly path: string;
  /** Name and version, as the report shows it. */
  readonly name: string;
  readonly args: readonly string[];
}

export interface JourneysInput {
  readonly folders: readonly JourneyFolder[];
  /** Where users reach the platform now; asked anew for every try. */
  serviceUrl(): URL | null;
  readonly browser: { readonly kind: 'found'; readonly browser: JourneyBrowser } | { readonly kind: 'gap'; readonly gap: string };
}

const NOTHING = { results: [], screenshot: null } as const;

/**
 * Journeys of users as ordinary Playwright Test specs: in a real browser when there is one, else by HTTP alone. A folder that needs a browser
 * is named as not exercised where there is none; the specs are told by REDRILL_JOURNEYS_BY which of both they are run by.
 */
export function playwrightJourneys(input: JourneysInput): JourneysPort {
  const browser = input.browser.kind === 'found' ? input.browser.browser : null;
  return {
    run: async ({ moment, folder, signal }) => {
      const by = browser === null ? 'api' as const : 'browser' as const;
      const reading = { by, browser: browser?.name ?? null, folders: input.folders.map((one) => one.folder) };
      const url = input.serviceUrl();
      if (url === null) return { ...reading, ...NOTHING, results: [{ name: 'the platform', result: 'fail', seconds: 0, why: 'nobody knows where users reach it: service.url names a file that is not there, or holds no address' }] };
      const results: JourneyResult[] = [];
      let screenshot: string | null = null;
      for (const [index, one] of input.folders.entries()) {
        if (browser === null && one.needsBrowser) {
          results.push({ name: `journeys of ${one.folder}`, result: 'not-exercised', seconds: 0, why: `they need a browser: ${input.browser.kind === 'gap' ? input.browser.gap : ''}` });
          continue;
        }
        const output = join(folder, 'journeys', index === 0 ? moment : `${moment}-${index + 1}`);
        mkdirSync(output, { recursive: true });
        const ran = await runPlaywright({ folder: one.folder, output, url, browser, moment, signal });
        results.push(...ran.results);
        screenshot = (await keptScreenshot(folder, moment, ran)) ?? screenshot;
      }
      return { ...reading, results, screenshot } satisfies JourneysReading;
    },
  };
}

/** The picture of the last journey that worked, under a name that a reader of the results finds. */
async function keptScreenshot(folder: string, moment: JourneyMoment, { screenshot }: JourneyRun): Promise<string | null> {
  if (screenshot === null) return null;
  const name = join('journeys', `${moment}.png`);
  await copyFile(screenshot, join(folder, name));
  return name;
}
