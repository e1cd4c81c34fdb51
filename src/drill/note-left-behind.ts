import type { StoreConfig } from '#contract/config.schema';
import type { Run } from './run.ts';

/** The store is back at its own place; what the failed recovery made elsewhere is nobody's any more, and what was kept of it is for people. */
export async function noteLeftBehind(run: Run, store: StoreConfig): Promise<void> {
  const own = run.bindings.bound(store.id).resource;
  // In another region the same name is another thing.
  const away = run.journal.all('binding.changed').find(({ phase, data }) => phase === '4-recover' && data.store === store.id && data.kind === 'relocated')?.data.to ?? null;
  const made = madeFor(run, store.id, away);
  const asked = [...namesAskedFor(run, store.id), ...jobsCutOff(run, store.id)];
  for (const name of new Set([...made, ...asked])) {
    if (name === own && away === null) continue;
    const where = away === null ? name : `${name} in ${away}`;
    const detail = made.has(name)
      ? `The recovery made ${where} ${away === null ? 'and did not come to an end' : 'and was not led back home'}; ${store.id} was put back at its own place. Nothing uses ${where}: look whether it was there before the drill, and delete it if not.`
      : `The recovery had asked for ${where} and ended before that was there; ${store.id} was put back at its own place. ${where} may have been made since, and nothing uses it: look, and delete it if so.`;
    await noteLeft(run, { store: store.id, name: where, severity: 'medium', title: `${where} was left behind`, detail });
  }
  for (const name of keptBy(run, store.id)) {
    await noteLeft(run, { store: store.id, name, severity: 'low', title: `${name} was left behind`, detail: `Put-back replaced what the recovery had made of ${store.id}; ${name} keeps what that held at its end, in case users had written to it. The harness never deletes it: do so when nobody needs it.` });
  }
}

/** Everything that the recovery bound a store to, whatever it is bound to by now, and what a step noted to have made; not what it was bound to before. */
function madeFor(run: Run, store: string, away: string | null): ReadonlySet<string> {
  const changes = run.journal.all('binding.changed').filter(({ phase, data }) => phase === '4-recover' && data.store === store && data.kind !== 'relocated').map(({ data }) => data);
  const noted = run.journal.all('effect.confirmed').filter(({ phase, data }) => phase === '4-recover' && requestOf(MADE_EFFECT, data.effect, store) !== null);
  const names = noted.flatMap(({ data }) => [textOf(data.result, 'volume'), textOf(data.result, 'system')]).filter((name) => name !== null);
  return new Set([...changes.map(({ to }) => to), ...names].filter((name) => away !== null || name !== changes[0]?.from));
}

/** Restore jobs that make something of an id of its own, and that nobody saw end. */
function jobsCutOff(run: Run, store: string): readonly string[] {
  return run.journal.all('effect.intended').flatMap(({ phase, data: { effect } }) => {
    const request = phase === '4-recover' ? requestOf(MADE_EFFECT, effect, store) : null;
    const named = run.journal.last('effect.confirmed', (data) => requestOf(NAME_EFFECT, data.effect, store) === request);
    if (request === null || named || run.journal.last('effect.confirmed', (data) => data.effect === effect)) return [];
    const job = textOf(run.journal.last('effect.confirmed', (data) => data.effect === request)?.data.result, 'job');
    return job === null ? [] : [`the result of restore job ${job}`];
  });
}

async function noteLeft(run: Run, { name, ...finding }: { readonly store: string; readonly name: string; readonly severity: 'medium' | 'low'; readonly title: string; readonly detail: string }): Promise<void> {
  const cause = `left-behind.${name}`;
  await run.journal.once('finding', (data) => data.cause === cause, async () => ({ cause, ...finding, claim: null, edit: null }));
}

/** Names that restore steps had settled and asked for; one whose request was refused was never made. */
function namesAskedFor(run: Run, store: string): readonly string[] {
  return run.journal.all('effect.confirmed').flatMap(({ phase, data: { effect, result } }) => {
    const request = phase === '4-recover' ? requestOf(NAME_EFFECT, effect, store) : null;
    if (request === null) return [];
    const asked = run.journal.last('effect.intended', (data) => data.effect === request);
    const refused = run.journal.last('effect.failed', (data) => data.effect === request);
    const confirmed = run.journal.last('effect.confirmed', (data) => data.effect === request);
    const name = textOf(result, 'identifier') ?? textOf(result, 'name');
    return name === null || asked === undefined || (confirmed === undefined && refused !== undefined) ? [] : [name];
  });
}

const NAME_EFFECT = /^(.+)\/name(#step-\d+)?$/;
const MADE_EFFECT = /^(.+)\/made(#step-\d+)?$/;

/** The effect that asks for what another one settles the name of, or notes the making of; null where that is about something else. */
function requestOf(part: RegExp, effect: string, store: string): string | null {
  const [, request, again = ''] = part.exec(effect) ?? [];
  return request?.endsWith(`/${store}`) === true ? request + again : null;
}

/** What put-back kept of a resource before it replaced it, as the result of that effect names it. */
function keptBy(run: Run, store: string): readonly string[] {
  const results = run.journal.all('effect.confirmed').filter(({ data }) => data.effect.startsWith(`5-put-back/replace/${store}/`)).map(({ data }) => textOf(data.result, 'leaves'));
  return results.filter((name) => name !== null);
}

function textOf(result: unknown, key: string): string | null {
  const value = typeof result === 'object' && result !== null ? (result as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === 'string' ? value : null;
}
