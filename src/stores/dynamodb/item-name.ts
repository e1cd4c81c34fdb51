/**
 * What an item is called in manifests, write ledgers and reports: the values of its key, separated by a slash. A slash inside one is `\/` and
 * a backslash `\\`, so two items never share a name.
 */
export function itemName(key: readonly string[]): string {
  return key.map((part) => part.replaceAll(/[\\/]/g, '\\$&')).join('/');
}
