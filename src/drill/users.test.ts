import { describe, expect, it } from 'vitest';
import type { EventType, RunEvent } from '#contract/events';
import type { RecordPort } from '#contract/record';
import type { JourneysPort, LoadPort, LoadReading, OwnChecksPort } from '#contract/user-service';
import { RedrillError } from '#kit/redrill-error';
import { virtualClock } from '#kit/virtual-clock';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';
import { modelRecord } from './testing/model-record.ts';

function facts<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

/** Users who succeed, fail and skip as told, attempt by attempt; the last word holds. */
function users(words: readonly ('pass' | 'fail' | 'not-exercised')[]): JourneysPort & { readonly moments: string[] } {
  const moments: string[] = [];
  return {
    moments,
    run: async ({ moment }) => {
      const result = words[Math.min(moments.length, words.length - 1)] ?? 'pass';
      moments.push(moment);
      return { by: 'api', browser: null, screenshot: null, results: [{ name: 'search', result, seconds: 1, why: result === 'fail' ? 'no results' : null }] };
    },
  };
}

const LOAD: LoadReading = { tool: 'test', ratePerSecond: 20, realSeconds: 1, requests: 20, failed: 3, dropped: 0, latencyMs: { p50: 1, p95: 2, p99: 3 }, series: null };

describe('a drill with users', () => {
  it('lets them try before the fault, after the recovery and after the soak, and keeps each try', async () => {
    const site = modelSite();
    const journeys = users(['pass']);
    const { end } = await attempt(site, { input: { journeys } });
    expect(end?.end).toBe('completed');
    expect(journeys.moments).toEqual(['baseline', 'recovered', 'end']);
    expect(facts(site, 'journeys.read')).toHaveLength(3);
  });

  it('breaks nothing when they cannot work beforehand', async () => {
    const site = modelSite();
    const { end } = await attempt(site, { input: { journeys: users(['fail']) } });
    expect(end).toMatchObject({ end: 'aborted', reason: expect.stringContaining('"search" failed: no results') as string });
    expect(site.world.destroyed.size).toBe(0);
  });

  it('lets them try again after a while when the service came back a little later', async () => {
    const site = modelSite();
    const journeys = users(['pass', 'fail', 'fail', 'pass']);
    await attempt(site, { input: { journeys } });
    expect(journeys.moments).toEqual(['baseline', 'recovered', 'recovered', 'recovered', 'end']);
    expect(facts(site, 'soak.ended')).toEqual([expect.objectContaining({ ok: true })]);
  });

  it('does not begin a soak when they never could work again, and does not try for ever', async () => {
    const site = modelSite();
    const journeys = users(['pass', 'fail']);
    await attempt(site, { input: { journeys } });
    expect(journeys.moments).toHaveLength(6);
    expect(facts(site, 'soak.ended')).toEqual([]);
  });

  it('does not count as working what they could do beforehand and skip afterwards, as an interrupted browser does', async () => {
    const site = modelSite();
    await attempt(site, { input: { journeys: users(['pass', 'not-exercised']) } });
    expect(facts(site, 'soak.ended')).toEqual([]);
    const dies = modelSite();
    await attempt(dies, { input: { journeys: users(['pass', 'pass', 'not-exercised']) } });
    expect(facts(dies, 'soak.ended')).toEqual([expect.objectContaining({ ok: false, detail: expect.stringContaining('worked before the fault') as string })]);
  });

  it('is not disturbed by what they can do neither beforehand nor afterwards', async () => {
    const site = modelSite();
    await attempt(site, { input: { journeys: users(['not-exercised']) } });
    expect(facts(site, 'soak.ended')).toEqual([expect.objectContaining({ ok: true })]);
  });

  it('says why they could not try when their program was cut short', async () => {
    const site = modelSite();
    const journeys: JourneysPort = { run: async () => { throw new Error('Playwright was cut short'); } };
    const { end } = await attempt(site, { input: { journeys } });
    expect(end).toMatchObject({ end: 'aborted', reason: expect.stringContaining('Playwright was cut short') as string });
  });

  it('does not release when one of the user\'s own release checks says no, and asks audits all the same', async () => {
    const site = modelSite();
    let broken = false;
    const ownChecks: OwnChecksPort = {
      run: async (tag) => [{ id: `own-${tag}`, store: null, result: tag === 'release' && broken ? 'fail' : 'pass', detail: 'counted' }],
      controls: async () => ['release', 'audit'].map((tag) => ({ id: `own-${tag}`, store: null, result: 'fail', detail: 'as it should' })),
    };
    await attempt(site, { input: { ownChecks }, onPoint: () => { broken ||= site.world.destroyed.size > 0; } });
    expect(facts(site, 'release.passed')).toEqual([]);
    expect(facts(site, 'own-check.read').filter(({ moment }) => moment === 'recovered').map(({ id, result }) => [id, result])).toEqual([['own-release', 'fail'], ['own-audit', 'pass']]);
  });

  it('asks after a kill the own audit checks whose answer the record does not have, and no other', async () => {
    const results: Readonly<Record<string, 'pass' | 'fail'>> = { first: 'pass', second: 'fail' };
    const asked: string[] = [];
    let struck = false;
    const ownChecks: OwnChecksPort = {
      run: async (tag, _, look) => {
        if (tag === 'release') return [];
        const left = Object.keys(results).filter((id) => look?.asked?.has(id) !== true);
        if (struck) asked.push(...left);
        return left.map((id) => ({ id, store: null, result: struck ? results[id] ?? 'unknown' : 'pass', detail: 'counted' }));
      },
      controls: async () => Object.keys(results).map((id) => ({ id, store: null, result: 'fail', detail: 'as it should' })),
    };
    const site = modelSite();
    const record = modelRecord(site.disk, virtualClock(site.nowMicros));
    const seen = (): readonly string[] => facts(site, 'own-check.read').filter(({ moment }) => moment === 'recovered').map(({ id, result }) => `${id} ${result}`);
    const onPoint = (): void => { struck ||= site.world.destroyed.size > 0; };
    // The record breaks down between the two answers, as a kill there would.
    const dying: RecordPort = { ...record, append: async (type, data, options) => {
      if (type === 'own-check.read' && seen().length === 1) throw new RedrillError('record.lost', 'the disk is gone');
      return record.append(type, data, options);
    } };
    await attempt(site, { input: { ownChecks, record: dying }, onPoint }).catch(() => undefined);
    expect(seen()).toEqual(['first pass']);
    await attempt(site, { input: { ownChecks }, onPoint });
    expect(seen()).toEqual(['first pass', 'second fail']);
    expect(asked).toEqual(['first', 'second', 'second']);
  });

  it('ends before anything is broken when an own check says yes to an answer that is known to be bad', async () => {
    const site = modelSite();
    const ownChecks: OwnChecksPort = { run: async () => [], controls: async () => [{ id: 'rows', store: null, result: 'pass', detail: '42' }] };
    const { end } = await attempt(site, { input: { ownChecks } });
    expect(end).toMatchObject({ end: 'checker', reason: expect.stringContaining('own check rows') as string });
  });

  it('keeps its load at a first signal, which stops the breaking and not the recovery', async () => {
    const site = modelSite();
    const first = new AbortController();
    const cut: boolean[] = [];
    const load: LoadPort = { start: async ({ signal }) => ({ stop: async () => { cut.push(signal.aborted); return LOAD; } }) };
    await attempt(site, { first, input: { load }, onPoint: () => { if (site.world.destroyed.size > 0 && !first.signal.aborted) first.abort('SIGINT'); } });
    expect([first.signal.aborted, cut, facts(site, 'load.read')]).toEqual([true, [false], [LOAD]]);
  });

  it('has load from before the strike to the end of the soak, once, and ends it when the recovery fails', async () => {
    for (const words of [['pass'], ['pass', 'fail']] as const) {
      const site = modelSite();
      const seen: string[] = [];
      const load: LoadPort = { start: async () => { seen.push(`start ${facts(site, 'fault.requested').length}`); return { stop: async () => { seen.push('stop'); return LOAD; } }; } };
      await attempt(site, { input: { load, journeys: users(words) } });
      expect(seen).toEqual(['start 0', 'stop']);
      expect(facts(site, 'load.read')).toEqual([LOAD]);
    }
  });
});
