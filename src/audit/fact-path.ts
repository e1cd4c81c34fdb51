/** Where a fact lies in the audit's folder. */
export function factPath(id: string): string {
  return `facts.ndjson#${id}`;
}
