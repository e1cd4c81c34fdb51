/** The tag by which an owner allows a resource to be destroyed; unreadable tags count as absent, and an empty setting allows nothing. */
export function optInGuard(tags: Readonly<Record<string, string>> | null, wanted: { readonly key: string; readonly value: string }): { readonly ok: boolean; readonly detail: string } {
  const found = tags !== null && Object.hasOwn(tags, wanted.key) ? tags[wanted.key] : null;
  const ok = wanted.key !== '' && wanted.value !== '' && found === wanted.value;
  const state = tags === null ? 'its tags cannot be read' : found === null ? `it has no tag ${wanted.key}` : `its tag ${wanted.key} is ${JSON.stringify(found)}`;
  return { ok, detail: ok ? `tagged ${wanted.key}=${wanted.value}` : `${state}; a drill needs ${wanted.key}=${wanted.value}` };
}
