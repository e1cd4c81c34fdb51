import { wildcardMatch } from '../../../../authorise/wildcard.ts';
import { automatedRepository } from '../../model.ts';
import { isOn } from '../data-request.ts';
import type { Handled, HandledAnswer } from '../plan-request.ts';
import { chosen, listAutomated } from './automated-snapshots.ts';
import { catSnapshots } from './cat-snapshots.ts';
import { inDrillTime, type SnapshotEntry } from './snapshot-times.ts';

type Repositories = Readonly<Record<string, { readonly type: string; readonly settings?: Readonly<Record<string, unknown>> }>>;

/** GET _snapshot[/names]: manual repositories with the settings they were given, the service's without any. */
export async function listRepositories({ parts, domain, asked, access }: Handled): Promise<HandledAnswer> {
  const { status, body } = await access.request('GET', `/${asked.segments.map(encodeURIComponent).join('/')}`);
  if (status !== 200) return { status, body: body as object };
  const given = parts.state.repositories.of(domain.ref);
  const told = Object.entries(body as Repositories).map(([name, one]) => [name, name.startsWith('cs-') ? { type: 's3' } : { ...one, settings: given.get(name) ?? one.settings }]);
  return { status, body: Object.fromEntries(told) as object };
}

/** GET _snapshot/repository/names with times of drill time. */
export async function listSnapshots(input: Handled): Promise<HandledAnswer> {
  const { asked, domain, parts, access } = input;
  const [, repository = '', names = '_all'] = asked.segments;
  if (repository === automatedRepository(domain)) {
    return { status: 200, body: { snapshots: await automatedEntries(input, names) } };
  }
  const { status, body } = await access.request('GET', pathOf(input, 'format', 'pretty'));
  return { status, body: inDrillTime(body as object, parts.context.clockMap) };
}

/** GET ..._status: of automated snapshots under the names that users know. */
export async function snapshotStatus({ asked, domain, parts, access, ...rest }: Handled): Promise<HandledAnswer> {
  const [, repository = '', names = ''] = asked.segments;
  if (repository !== automatedRepository(domain) || names === '_status') {
    const { status, body } = await access.request('GET', pathOf({ asked, domain, parts, access, ...rest }, 'format', 'pretty'));
    return { status, body: inDrillTime(body as object, parts.context.clockMap) };
  }
  const rows = chosen(parts.state.automated.list(domain.ref), names, { repository, lenient: isOn(asked, 'ignore_unavailable') });
  const snapshots = await Promise.all(rows.map(async (row) => {
    const { body } = await access.request('GET', `/_snapshot/${repository}/${encodeURIComponent(row.stored)}/_status`);
    const entry = inDrillTime((body as { readonly snapshots?: readonly SnapshotEntry[] }).snapshots?.[0] ?? {}, parts.context.clockMap);
    return { ...entry, snapshot: row.name };
  }));
  return { status: 200, body: { snapshots } };
}

/** GET _cat/snapshots[/repositories]. */
export async function listCat(input: Handled): Promise<HandledAnswer> {
  const { access, asked, domain, parts } = input;
  const wanted = (asked.segments[2] ?? asked.query.get('repository') ?? '_all').split(',');
  const { body } = await access.request('GET', '/_snapshot');
  const names = Object.keys(body as Repositories).filter((name) => wanted.some((one) => one === '_all' || wildcardMatch(one, name)));
  const missing = wanted.find((one) => one !== '_all' && !one.includes('*') && !names.includes(one));
  if (missing !== undefined) {
    const answer = await access.request('GET', `/_snapshot/${encodeURIComponent(missing)}`);
    return { status: answer.status, body: answer.body as object };
  }
  const entries: SnapshotEntry[] = [];
  for (const name of names) {
    if (name === automatedRepository(domain)) entries.push(...(await automatedEntries(input, '_all')));
    else entries.push(...inDrillTime(((await access.request('GET', `/_snapshot/${encodeURIComponent(name)}/_all?ignore_unavailable=true`)).body as { readonly snapshots?: readonly SnapshotEntry[] }).snapshots ?? [], parts.context.clockMap));
  }
  return catSnapshots(entries, asked);
}

function automatedEntries({ parts, domain, asked, access }: Handled, names: string): Promise<readonly SnapshotEntry[]> {
  const repository = automatedRepository(domain);
  const rows = chosen(parts.state.automated.list(domain.ref), names, { repository, lenient: isOn(asked, 'ignore_unavailable') });
  return listAutomated(access, repository, { rows, verbose: asked.query.get('verbose') !== 'false' });
}

/** The request as it came, without parameters that would make its answer something else than plain JSON. */
function pathOf({ asked }: Handled, ...without: readonly string[]): string {
  const query = new URLSearchParams([...asked.query].filter(([name]) => !without.includes(name) && !name.startsWith('X-Amz-')));
  return `${asked.rawPath}${query.size === 0 ? '' : `?${query.toString()}`}`;
}
