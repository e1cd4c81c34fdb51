/** What an OSCAL document of a drill refers to and does not hold, and ids that it gives twice, as sentences; empty for a sound one. */
export function danglingReferences(document: unknown): readonly string[] {
  const held: Held = { uuids: new Map(), ids: new Set(), uses: [] };
  visit(document, '', held);
  const twice = [...held.uuids].filter(([, paths]) => paths.length > 1).map(([uuid, paths]) => `${uuid} is the id of two things: ${paths.slice(0, 2).join(' and ')}`);
  const lost = held.uses.filter(({ kind, value }) => !(kind === 'uuid' ? held.uuids.has(value) : held.ids.has(value))).map(({ path, value }) => `${path} refers to ${JSON.stringify(value.slice(0, 80))}, which is nowhere in the document`);
  return [...twice, ...lost];
}

interface Held {
  readonly uuids: Map<string, string[]>;
  /** Of roles and of objectives. */
  readonly ids: Set<string>;
  readonly uses: { readonly kind: 'uuid' | 'id'; readonly path: string; readonly value: string }[];
}

const USES_UUID = /^(actor|subject|observation|risk|component|party|task|activity|response|implementation-statement)-uuid$/;
const USES_ID = /^(role-id|target-id|objective-id)$/;

function visit(value: unknown, path: string, held: Held): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const here = `${path}/${name}`;
    if (typeof inner === 'string') text(name, inner, { path: here, held });
    else if (name === 'party-uuids' && Array.isArray(inner)) for (const one of inner) held.uses.push({ kind: 'uuid', path: here, value: String(one) });
    else visit(inner, here, held);
  }
}

function text(name: string, value: string, { path, held }: { readonly path: string; readonly held: Held }): void {
  if (name === 'uuid') held.uuids.set(value, [...(held.uuids.get(value) ?? []), path]);
  else if (name === 'id') held.ids.add(value);
  else if (USES_UUID.test(name)) held.uses.push({ kind: 'uuid', path, value });
  else if (USES_ID.test(name)) held.uses.push({ kind: 'id', path, value });
  else if (name === 'href' && value.startsWith('#')) held.uses.push({ kind: 'uuid', path, value: value.slice(1) });
}
