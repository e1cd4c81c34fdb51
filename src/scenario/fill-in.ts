/** What stands for the names in braces. */
export type Names = Readonly<Record<string, string>>;

/** A template once for each set of names that has all of its names; sets that lack one give nothing. */
export function fillIn(template: string, sets: readonly Names[]): readonly string[] {
  return [...new Set(sets.flatMap((names) => {
    const wanted = [...template.matchAll(/\{([\w.]+)\}/g)].map(([, name = '']) => name);
    return wanted.every((name) => Object.hasOwn(names, name)) ? [template.replace(/\{([\w.]+)\}/g, (_, name: string) => names[name] ?? '')] : [];
  }))];
}
