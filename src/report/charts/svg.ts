import { escapeHtml } from '../html/escape-html.ts';

export const WIDTH = 960;

/** Attributes of one element; numbers are rounded to a tenth of a pixel, so that the same facts give the same bytes. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One SVG element with escaped attributes; `inner` is SVG already. */
export function tag(name: string, attributes: Attributes, inner = ''): string {
  const words = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${typeof value === 'number' ? rounded(value) : escapeHtml(value)}"`]));
  return inner === '' ? `<${name}${words.join('')}/>` : `<${name}${words.join('')}>${inner}</${name}>`;
}

/** Text at a place; `anchor` is where it is held. */
export function label(text: string, at: { readonly x: number; readonly y: number; readonly class?: string; readonly anchor?: 'start' | 'middle' | 'end' }): string {
  return tag('text', { x: at.x, y: at.y, class: at.class, 'text-anchor': at.anchor }, escapeHtml(text));
}

/** A bar that says what it is when it is pointed at. */
export function bar(of: { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly class: string; readonly title: string }): string {
  const { title, ...rest } = of;
  return tag('rect', { ...rest, width: Math.max(1.5, rest.width) }, tag('title', {}, escapeHtml(title)));
}

/** The whole drawing, named by the figure's caption and described by a sentence. */
export function drawing(id: string, height: number, { title, what, parts }: { readonly title: string; readonly what: string; readonly parts: readonly string[] }): string {
  return `<svg viewBox="0 0 ${WIDTH} ${rounded(height)}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(what)}</desc>${parts.join('')}</svg>`;
}

/** A name that fits a lane's head. */
export function short(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** About how wide a text is drawn, in pixels of the drawing. */
export function widthOf(text: string): number {
  return [...text].length * 6.6;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
