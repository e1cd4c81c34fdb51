import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configSchema } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { loadConfig, type ConfigRequest } from './load-config.ts';

const root = join(import.meta.dirname, '../..');
const broken = join(root, 'fixtures/broken/configs');
const golden = JSON.parse(readFileSync(join(root, 'fixtures/broken/configs.expected.json'), 'utf8')) as Record<string, readonly string[]>;

function load(request: Partial<ConfigRequest>): ReturnType<typeof loadConfig> {
  return loadConfig({ cwd: root, env: {}, shippedFile: join(root, 'harness.config.ts'), ...request });
}

async function problems(request: Partial<ConfigRequest>): Promise<readonly string[]> {
  try {
    await load(request);
  } catch (error) {
    if (error instanceof RedrillError && error.exitCode === 64) return error.message.replaceAll(`${root}/`, '').split('\n');
    throw error;
  }
  return [];
}

describe('a broken config is refused by sentences with file, key path, expected, got and what to do', () => {
  it.each(readdirSync(broken))('%s', async (name) => {
    expect(await problems({ file: join(broken, name) })).toEqual(golden[name]);
  });

  it('every broken config has an expected text', () => {
    expect(Object.keys(golden).toSorted()).toEqual(readdirSync(broken).toSorted());
  });
});

describe('the config a run uses', () => {
  it('is the reference platform when the folder has none, and says so', async () => {
    const loaded = await load({ cwd: join(root, 'fixtures/broken') });
    expect(loaded).toMatchObject({ shipped: true, config: { platform: { stores: [{ id: 'DR-S5' }, { id: 'DR-S1' }, { id: 'DR-S2' }, { id: 'DR-S3' }, { id: 'DR-S4' }, { id: 'DR-S6' }] } } });
  });

  it('judges both the documented and the house objectives', async () => {
    const { config } = await load({});
    expect(config.objectives.map(({ source, rto, rpo }) => [source, rto, rpo])).toEqual([['documented', 'PT4H', 'P1D'], ['house', 'PT4H', 'PT4H']]);
  });

  it('keeps the buckets of the harness in the recovery region unless it says where, and nowhere that it does not know', async () => {
    const { harness, ...rest } = (await load({})).config;
    const { region: _, ...silent } = harness;
    expect(configSchema.parse({ ...rest, harness: silent }).harness.region).toBe('us-east-2');
    expect((await load({ set: ['harness.region=us-east-1'] })).config.harness.region).toBe('us-east-1');
    expect(await problems({ set: ['harness.region=eu-west-1'] })).toEqual(['flag --set harness.region: harness.region must be one of the regions of this config (us-west-2, us-east-2, us-east-1), got "eu-west-1"']);
  });

  it('is frozen all the way down', async () => {
    const { config } = await load({});
    expect(Object.isFrozen(config.platform.stores[0]?.backups[0])).toBe(true);
    expect(Object.isFrozen(config.guards.allowAccounts)).toBe(true);
  });

  it('keeps results in the folder one works in and scenarios beside the config', async () => {
    const { config } = await load({ cwd: '/tmp' });
    expect(config.results).toBe('/tmp/results');
    expect(config.scenarios).toBe(join(root, 'scenarios'));
  });
});

describe('journeys and load', () => {
  const file = join(root, 'harness.config.ts');

  it('belong to the config that names them, wherever one works, and never to a namesake of the folder one works in', async () => {
    const { config } = await load({ cwd: '/tmp', file });
    expect(config.service).toMatchObject({ url: '{state}/platform/portal.json', journeys: [{ folder: join(root, 'scenarios/journeys') }], load: join(root, 'scenarios/load/portal.ts') });
  });

  it('that are typed belong to the folder one works in', async () => {
    const { config } = await load({ cwd: '/tmp', file, set: ['service.load=./mine.ts', 'service.journeys[0].folder=specs', 'service.url=portal.json'] });
    expect(config.service).toMatchObject({ url: '/tmp/portal.json', journeys: [{ folder: '/tmp/specs' }], load: '/tmp/mine.ts' });
  });

  it('go to any host that parses when AWS is drilled', async () => {
    await expect(load({ env: { REDRILL_TARGET: 'aws' }, set: ['service.url=https://portal.example.org/'] })).resolves.toMatchObject({ config: { service: { url: 'https://portal.example.org/' } } });
  });
});

describe('values that contradict each other', () => {
  it.each([
    ['service.url=https://portal.example.org/', 'service.url must be a literal loopback address such as http://127.0.0.1:8080 for a drill of the sandbox, got "https://portal.example.org/"; users and load of a rehearsal go nowhere else'],
    ['service.url=http://localhost:8080', 'service.url must be a literal loopback address such as http://127.0.0.1:8080 for a drill of the sandbox, got "http://localhost:8080"; users and load of a rehearsal go nowhere else'],
    ['service.url=ftp://127.0.0.1/', 'service.url must be an address that begins with http:// or https://, or a JSON file with "url" in it, got "ftp://127.0.0.1/"'],
    ['service.url=http://:80:80', 'service.url must be an address that begins with http:// or https://, or a JSON file with "url" in it, got "http://:80:80"'],
    ['service.url=null', 'service.url must say where users reach the platform when there are journeys, got nothing; give an address, or a JSON file with "url" in it'],
    ['beacons.fastEvery=PT90S', 'beacons.fastEvery must not be slower than beacons.every, got PT90S against PT60S'],
    ['objectives[1].source=documented', 'objectives[1].source must be unique in its list, got "documented" again'],
    ['objectives[0].rto=PT0S', 'objectives[0].rto must be longer than nothing, got PT0S'],
    ['platform.stores[0].backups[0].retention=PT1H', 'platform.stores[0].backups[0].retention must not be shorter than "every", got PT1H against P1D; each copy would expire before the next'],
    ['platform.stores[0].resource=Portal_Data', 'platform.stores[0].resource must be a bucket name (3 to 63 lower-case letters, digits, dots and hyphens), got "Portal_Data"'],
    ['platform.stores[1].resource=portal--db', 'platform.stores[1].resource must be the identifier of a database instance (2 to 63 lower-case letters, digits and single hyphens, a letter first), got "portal--db"'],
    ['platform.stores[1].backups[0].resource=portal/daily', 'platform.stores[1].backups[0].resource must be the name of a backup vault (2 to 50 letters, digits, hyphens and underscores), got "portal/daily"'],
    ['platform.stores[1].backups[2].resource=another-db', 'platform.stores[1].backups[2].resource must be the store\'s own instance (platform, us-west-2, "portal-db"), got platform, us-west-2, "another-db"; automated backups belong to their instance'],
    ['platform.stores[1].service=s3', 'harness.config.ts: platform.stores[1].backups[2].kind must be "s3-copy" or "aws-backup" for a store of service s3, got "rds-automated"; only database instances have automated backups'],
    ['strike.offset=P1D', 'strike.offset must be shorter than the interval of dr-s1-daily, got P1D against P1D; a newer point would exist by then'],
  ])('%s is refused', async (set, sentence) => {
    expect((await problems({ set: [set] })).map((line) => line.replace(/^flag --set [^:]+: /, ''))).toContain(sentence);
  });

  it('does not hold the strike against a backup of five minutes when another of the store is daily', async () => {
    await expect(load({ set: ['strike.offset=PT9H'] })).resolves.toMatchObject({ config: { strike: { offset: 'PT9H' } } });
  });
});

describe('precedence', () => {
  const env = { REDRILL_SEED: 'from-env', REDRILL_OPERATOR: 'Ann' };

  it('puts a flag over the environment, the environment over the file and the file over the default', async () => {
    const { config, sources } = await load({ env: { ...env, REDRILL_DECLARE_AFTER: 'PT1M' }, set: ['seed=from-flag'] });
    const source = (key: string): string | undefined => sources.find((one) => one.key === key)?.source;
    expect(config.seed).toBe('from-flag');
    expect(source('seed')).toBe('flag --set seed');
    expect(config.people.declareAfter).toBe('PT1M');
    expect(source('people.declareAfter')).toBe('environment REDRILL_DECLARE_AFTER');
    expect(source('people.noticeWithin')).toBe('harness.config.ts');
    expect(source('drill.soak')).toBe('default');
  });

  it('gives every leaf of the config exactly one source', async () => {
    const { sources } = await load({});
    expect(sources.length).toBeGreaterThan(100);
    expect(new Set(sources.map((one) => one.key)).size).toBe(sources.length);
  });

  it('reads numbers, lists, null and list items from text', async () => {
    const { config } = await load({ set: ['guards.maxResources=5', 'guards.blockAccounts=888888888888,777777777777', 'people.operator=null', 'platform.stores[0].title=Renamed'] });
    expect(config.guards.maxResources).toBe(5);
    expect(config.guards.blockAccounts).toEqual(['888888888888', '777777777777']);
    expect(config.people.operator).toBeNull();
    expect(config.platform.stores[0]?.title).toBe('Renamed');
  });

  it('refuses an unknown REDRILL_ variable with the nearest known one, so that no mistyped guard is ignored', async () => {
    expect(await problems({ env: { REDRILL_STOPFILE: '/tmp/x' } })).toEqual(['environment: REDRILL_STOPFILE is no variable that redrill knows; did you mean "REDRILL_STOP_FILE"?']);
  });

  it('names the flag, not the file, when a flag is what is wrong', async () => {
    expect(await problems({ set: ['people.declareAfter=soon'] })).toEqual(['flag --set people.declareAfter: people.declareAfter must be an ISO 8601 duration such as PT4H or P1DT30M, got "soon"']);
    expect(await problems({ set: ['peple.operator=Ann'] })).toEqual(['flag --set peple.operator: peple is not a known key; did you mean "people"?']);
    expect(await problems({ set: ['seed'] })).toEqual(['--set seed: expected key=value, such as --set people.declareAfter=PT5M']);
  });
});
