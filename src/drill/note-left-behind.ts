import type { StoreConfig } from '#contract/config.schema';
import type { Run } from './run.ts';

/** The store is back at its own place; what the failed recovery made elsewhere is nobody's any more, and what was kept of it is for people. */
export async function noteLeftBehind(run: Run, store: StoreConfig): Promise<void> {
  const own = run.bindings.bound(store.id).resource;
  const candidate = run.bindings.candidate(store.id).resource;
  const asked = namesAskedFor(run, store.id).filter((name) => name !== candidate);
  for (const made of [candidate, ...asked]) {
    if (made === own) continue;
    const detail = made === candidate
      ? `The recovery made ${made} and did not come to an end; ${store.id} was put back under its own name. Nothing uses ${made}: look whether it was there before the drill, and delete it if not.`
      : `The recovery had asked for ${made} and ended before that was there; ${store.id} was put back under its own name. ${made} may have been made since, and nothing uses it: look, and delete it if so.`;
    await noteLeft(run, { store: store.id, name: made, severity: 'medium', title: `${made} was left behind`, detail });
  }
  for (const name of keptBy(run, store.id)) {
    await noteLeft(run, { store: store.id, name, severity: 'low', title: `${name} was left behind`, detail: `Put-back replaced what the recovery had made of ${store.id}; ${name} keeps what that held at its end, in case users had written to it. The harness never deletes it: do so when nobody needs it.` });
  }
}

async function noteLeft(run: Run, { name, ...finding }: { readonly store: string; readonly name: string; readonly severity: 'medium' | 'low'; readonly title: string; readonly detail: string }): Promise<void> {
  const cause = `left-behind.${name}`;
  await run.journal.once('finding', (data) => data.cause === cause, async () => ({ cause, ...finding, claim: null, edit: null }));
}

/** Names that restore steps had settled and asked for; one whose request was refused was never made. */
function namesAskedFor(run: Run, store: string): readonly string[] {
  return run.journal.all('effect.confirmed').flatMap(({ phase, data: { effect, result } }) => {
    const [, request, again = ''] = NAME_EFFECT.exec(effect) ?? [];
    if (phase !== '4-recover' || request === undefined || !request.endsWith(`/${store}`)) return [];
    const asked = run.journal.last('effect.intended', (data) => data.effect === request + again);
    const refused = run.journal.last('effect.failed', (data) => data.effect === request + again);
    const confirmed = run.journal.last('effect.confirmed', (data) => data.effect === request + again);
    const name = textOf(result, 'identifier');
    return name === null || asked === undefined || (confirmed === undefined && refused !== undefined) ? [] : [name];
  });
}

const NAME_EFFECT = /^(.+)\/name(#step-\d+)?$/;

/** What put-back kept of a resource before it replaced it, as the result of that effect names it. */
function keptBy(run: Run, store: string): readonly string[] {
  const results = run.journal.all('effect.confirmed').filter(({ data }) => data.effect.startsWith(`5-put-back/replace/${store}/`)).map(({ data }) => textOf(data.result, 'leaves'));
  return results.filter((name) => name !== null);
}

function textOf(result: unknown, key: string): string | null {
  const value = typeof result === 'object' && result !== null ? (result as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === 'string' ? value : null;
}
