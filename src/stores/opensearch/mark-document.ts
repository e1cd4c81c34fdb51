/** Strict mappings refuse fields that nobody declared, so a mark looks like any other document; its id alone tells what it is. */
export function markDocument(id: string, at: string): { readonly id: string; readonly title: string; readonly createdAt: string } {
  return { id, title: 'redrill mark', createdAt: at };
}
