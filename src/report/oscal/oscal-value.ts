import { visible } from '#kit/visible';
import { prose } from '../escape.ts';

/** A part of an OSCAL document. NIST's schema is its type: every rendering is held against it in tests and by `redrill verify`. */
export type OscalObject = Readonly<Record<string, unknown>>;

/** Names of properties that OSCAL does not define are ours; an identifier, and no address. */
export const NAMESPACE = 'urn:redrill:ns:oscal:1';

/** A number or word of ours at a place where OSCAL has no field for it. */
export function prop(name: string, value: string | number | boolean): OscalObject {
  return { name, ns: NAMESPACE, value: plain(String(value)) };
}

/** A text that OSCAL takes as it is: one line, with nothing around it, never empty. */
export function plain(text: string): string {
  return visible(text).trim() || 'not stated';
}

/** A text that OSCAL reads as Markdown: what comes from outside cannot become markup. */
export function markup(text: string): string {
  return prose(text).trim() || 'not stated';
}

/** A path below the run's folder as a reference; one into the record keeps its fragment. */
export function reference(path: string): string {
  const [, file = path, fragment = ''] = /^((?:events\.ndjson|run\.json))(#[\w.=-]+)$/.exec(path) ?? [];
  return `${visible(file).split('/').map(encodeURIComponent).join('/')}${fragment}`;
}

/** A list under its name; nothing at all where it is empty, because OSCAL refuses empty lists. */
export function some(name: string, list: readonly unknown[]): OscalObject {
  return list.length === 0 ? {} : { [name]: list };
}
