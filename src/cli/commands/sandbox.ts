import { existsSync } from 'node:fs';
import type { ResolvedConfig } from '#contract/config.schema';
import { durationSeconds, humanDuration, parseDuration } from '#kit/durations';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { monoMicros } from '#kit/time';
import { controlRequest } from '#sandbox/process/control-request';
import { sandboxStatus as statusOf } from '#sandbox/process/status';
import { startSandbox } from '#sandbox/process/up';
import { runningPlatform, startPlatform } from '../../../fixtures/platform/process.ts';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { accessForAll } from '../wiring/drill-access.ts';
import { orFullDisk } from '../wiring/full-disk.ts';
import { openConfig, openProject } from '../wiring/project.ts';
import { isSeeded, joinSandbox, sandboxKeys, seedSandbox } from '../wiring/sandbox-session.ts';
import { seedSize, wholeNumber } from '../wiring/seed-size.ts';
import { stateFolder } from '../wiring/state-folder.ts';
import { takeDown } from '../wiring/take-down.ts';

export interface SandboxOptions extends CommonOptions {
  readonly port?: string;
  readonly delete?: boolean;
  readonly objects?: string;
  readonly scale?: string;
  readonly stores?: string;
  readonly days?: string;
  readonly principal?: string;
  readonly quick?: boolean;
}

export async function sandboxUp(terminal: Terminal, options: SandboxOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  await localOnly(terminal, options);
  const began = monoMicros();
  const port = options.port === undefined ? {} : { port: wholeNumber('--port', options.port, 65_535) };
  const address = await orFullDisk(state, () => startSandbox({ state, ...port }));
  const seconds = (monoMicros() - began) / 1e6;
  const platform = await startPlatform(state);
  if (options.quick) await controlRequest(address, 'durations', { params: { factor: 0 } });
  if (options.json) terminal.out(JSON.stringify({ endpoint: address.endpoint, pid: address.pid, platformPid: platform.pid, state, started: address.started, seconds }));
  else if (!options.quiet) {
    terminal.out(address.started ? `sandbox up at ${address.endpoint} after ${seconds.toFixed(2)} s` : `sandbox is up already at ${address.endpoint}`);
    if (!isSeeded(state)) terminal.out('its account is empty: redrill sandbox seed fills it with the reference platform');
    terminal.out('use it: eval "$(redrill sandbox env)"');
  }
  return 0;
}

export async function sandboxDown(terminal: Terminal, options: SandboxOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const there = existsSync(state);
  const deleted = there && (options.delete ?? false);
  const stopped = await takeDown(state, { deleteState: deleted });
  if (options.json) terminal.out(JSON.stringify({ stopped, state, deleted }));
  else if (!options.quiet) terminal.out(`${stopped ? 'sandbox stopped' : 'no sandbox was up'}; ${!there ? `there is no ${state}` : deleted ? `its data in ${state} is deleted` : `its data stays in ${state}`}`);
  return 0;
}

export async function sandboxSeed(terminal: Terminal, options: SandboxOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const project = await openProject(terminal, options);
  const { config } = project;
  guardTarget(config, terminal.env, 'change');
  const say = (text: string): void => { if (!options.quiet) terminal.err(text); };
  const access = await accessForAll({ config, scenarios: [...project.scenarios.values()], cwd: terminal.cwd });
  const input = { state, config, access, say, seed: seedSize(options) };
  const session = await orFullDisk(state, () => joinSandbox(input));
  try {
    const began = monoMicros();
    const seeded = await orFullDisk(state, () => seedSandbox(session, input));
    const seconds = (monoMicros() - began) / 1e6;
    if (options.json) terminal.out(JSON.stringify({ ...seeded, seconds, drillTime: session.clock.nowIso() }));
    else if (!options.quiet) terminal.out(`seeded ${seeded.objects} objects (${(seeded.bytes / 1e6).toFixed(1)} MB), ${Object.entries(seeded.stores).map(([id, { count, what }]) => `${count} ${what} (${id}), `).join('')}${seeded.beacons} history beacons in ${humanDuration(seconds)}; drill time is ${session.clock.nowIso()}`);
  } finally {
    await session.close();
  }
  return 0;
}

export async function sandboxAdvance(terminal: Terminal, time: string, options: SandboxOptions): Promise<number> {
  const seconds = /^\d+(\.\d+)?$/.test(time) ? Number(time) : parseDuration(time) === null ? Number.NaN : durationSeconds(time);
  if (!(seconds > 0)) throw usageError('sandbox.advance', `sandbox advance ${time}: expected seconds, or an ISO 8601 duration such as PT1H or P1D`);
  const state = stateFolder(terminal, options);
  await localOnly(terminal, options);
  const { address } = await running(state);
  await orFullDisk(state, () => controlRequest(address, 'advance', { params: { micros: Math.round(seconds * 1e6) }, timeoutMs: 600_000 }));
  const { status } = await running(state);
  if (options.json) terminal.out(JSON.stringify({ advancedSeconds: seconds, drillTime: status.drillTime }));
  else if (!options.quiet) terminal.out(`drill time is ${status.drillTime}`);
  return 0;
}

export async function sandboxEnv(terminal: Terminal, options: SandboxOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const { address } = await running(state);
  const { config } = await openConfig(terminal, options);
  const keys = sandboxKeys(state);
  const principal = options.principal ?? 'platform-admin';
  const key = Object.hasOwn(keys, principal) ? keys[principal] : undefined;
  if (!key) throw usageError('sandbox.principal', `no principal "${principal}"${didYouMean(principal, Object.keys(keys)) || `; known: ${Object.keys(keys).join(', ')}`}`);
  const values = { AWS_ENDPOINT_URL: address.endpoint, AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey, AWS_REGION: config.regions.primary, AWS_DEFAULT_REGION: config.regions.primary };
  if (options.json) terminal.out(JSON.stringify(values));
  else {
    // A session token or profile of another account would be sent beside these keys.
    terminal.out('unset AWS_SESSION_TOKEN AWS_PROFILE');
    for (const [name, value] of Object.entries(values)) terminal.out(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
  return 0;
}

export async function sandboxStatus(terminal: Terminal, options: SandboxOptions): Promise<number> {
  const state = stateFolder(terminal, options);
  const found = await statusOf(state);
  const platform = runningPlatform(state);
  if (options.json) {
    terminal.out(JSON.stringify({ up: found !== null, state, seeded: isSeeded(state), platformPid: platform?.pid ?? null, ...(found ? { status: found.status } : {}) }));
    return 0;
  }
  if (!found) {
    terminal.out(`down; state in ${state}${existsSync(state) ? '' : ' (does not exist yet)'}`);
    return 0;
  }
  const { status } = found;
  const rows = [
    ['endpoint', status.endpoint],
    ['drill time', `${status.drillTime} (${humanDuration(status.offsetSeconds)} ahead of real time)`],
    ['account', isSeeded(state) ? 'seeded with the reference platform' : 'not seeded'],
    ['sandbox', `pid ${status.pid}, ${(status.memory.rssBytes / 1_048_576).toFixed(0)} MiB, up since ${status.startedAt}`],
    ['platform', platform ? `pid ${platform.pid}` : 'down'],
    ['takes part', status.participants.map((one) => `${one.name} (${one.role}${one.parked ? ', asleep' : ''})`).join(', ') || 'nobody'],
    ['counts', Object.entries(status.counts).map(([name, count]) => `${count} ${name}`).join(', ')],
    ['state', state],
  ];
  for (const line of columns(rows)) terminal.out(line);
  return 0;
}

/** The config, refused when it is about a real account: there the local one is not what a person means to change. */
async function localOnly(terminal: Terminal, options: SandboxOptions): Promise<ResolvedConfig> {
  const { config } = await openConfig(terminal, options);
  guardTarget(config, terminal.env, 'change');
  return config;
}

async function running(state: string): Promise<NonNullable<Awaited<ReturnType<typeof statusOf>>>> {
  const found = await statusOf(state);
  if (found) return found;
  throw usageError('sandbox.down', `no sandbox is up on ${state}; start one with redrill sandbox up`);
}
