import type { TargetsPort } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import type { RunStarted } from '#contract/events';
import type { DrillInput } from '#drill/drill-input';
import { CHROMIUM_LAUNCH, findChromium } from '#engines/chromium/find-chromium';
import type { FindChromium } from '#engines/chromium/find-chromium';
import { findK6 } from '#engines/k6/find-k6';
import type { FindK6 } from '#engines/k6/find-k6';
import { playwrightJourneys } from '#probes/journeys/journeys';
import { k6Load } from '#probes/load/k6-load';
import { builtInProber } from '#probes/load/prober';
import { watchedLoad } from '#probes/load/watched-load';
import { detection } from '#probes/detection/detection';
import { ownChecks } from '#probes/own-checks/own-checks';
import { shippedFile } from './service-files.ts';
import { serviceUrl } from './service-url.ts';
import { shellPort } from './shell-port.ts';

/** Browser and load generator of this machine, looked for once for a series of drills; null where the config asks for none. */
export interface ServiceTools {
  readonly browser: FindChromium | null;
  readonly k6: FindK6 | null;
}

/** Looks for what journeys and load need. k6 is fetched when it is not there: it is a program of its own and never comes with redrill. */
export async function serviceTools({ service }: ResolvedConfig, env: Readonly<Record<string, string | undefined>>): Promise<ServiceTools> {
  return {
    browser: service.journeys.length === 0 ? null : await findChromium({ env }),
    k6: service.load === null ? null : await findK6({ fetch: true, env }),
  };
}

/** What will do the work of browser and load, for the record's list of engines. */
export function serviceEngines({ browser, k6 }: ServiceTools): RunStarted['engines'] {
  return [
    ...(browser?.kind === 'found' ? [{ name: 'Chromium', version: browser.version, how: browser.how }] : []),
    ...(k6?.kind === 'found' ? [{ name: 'k6', version: k6.version, how: k6.how }] : []),
  ];
}

/** What of users and load this run cannot show, and why. */
export function serviceGaps({ service }: ResolvedConfig, { browser, k6 }: ServiceTools): RunStarted['notExercised'] {
  return [
    ...(service.journeys.length === 0 ? [{ what: 'journeys of users', why: 'none are configured, or --without left them out; the service is judged by a canary read and write through the pointer' }] : []),
    ...(browser?.kind === 'gap' ? [{ what: 'journeys in a real browser', why: `${browser.gap}; they are run by HTTP alone where they can be` }] : []),
    ...(service.load === null ? [{ what: 'load during the drill', why: 'none is configured, or --without left it out' }] : []),
    ...(k6?.kind === 'gap' ? [{ what: 'load by k6', why: `${k6.gap}; the built-in prober takes its place` }] : []),
  ];
}

export interface ServicePortsInput {
  readonly config: ResolvedConfig;
  readonly tools: ServiceTools;
  readonly targets: TargetsPort;
  /** State folder of the sandbox. */
  readonly state: string;
  /** Ids of the stores that the scenario names. */
  readonly stores: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What users do, load and own checks of this run: null where the config names none. */
export function servicePorts(input: ServicePortsInput): Pick<DrillInput, 'journeys' | 'load' | 'ownChecks' | 'detection' | 'serviceUrl'> {
  const { config, tools, targets, state, stores, env } = input;
  const url = (): URL | null => serviceUrl(config.service.url, { state, kind: targets.kind });
  const { service } = config;
  return {
    serviceUrl: url,
    journeys: tools.browser === null ? null : playwrightJourneys({ folders: service.journeys, serviceUrl: url, browser: browserOf(tools.browser) }),
    load: loadOf(input, url),
    ownChecks: ownChecks({ targets, config, serviceUrl: url, shell: (script, signal) => shellPort(env, targets).run(script, signal) }, stores),
    detection: detection({ config, targets, serviceUrl: url }),
  };
}

function loadOf({ config: { service }, tools: { k6 } }: ServicePortsInput, url: () => URL | null): DrillInput['load'] {
  if (service.load === null || k6 === null) return null;
  const ratePerSecond = service.loadPerSecond;
  const load = k6.kind === 'found'
    ? k6Load({ bin: k6.bin, version: k6.version, script: shippedFile(service.load), url, ratePerSecond })
    : builtInProber({ url: () => { const base = url(); return base === null ? null : new URL('health', base); }, ratePerSecond });
  return watchedLoad(load, url);
}

function browserOf(found: FindChromium): Parameters<typeof playwrightJourneys>[0]['browser'] {
  if (found.kind === 'gap') return found;
  return { kind: 'found', browser: { path: found.executablePath, name: `Chromium ${found.version}`, args: CHROMIUM_LAUNCH.args } };
}
