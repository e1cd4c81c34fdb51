/** A duration or a number with a unit, in text that is HTML already; a name, an id or a part of a date is none. */
const NUMBER = /(^|[\s(])((?:at least |about )?\d[\d,.]*(?:\s(?:d|h|min|s|ms|%|events?|bytes|things?)(?:\s\d+\s(?:h|min|s)\b)?)(?:\s\+\/-\s\d[\d.]*\s(?:d|h|min|s|ms)(?:\s\d+\s(?:min|s))?)?)(?=[\s),.;:]|$)/g;

/** A number alone, where a line is known to hold counts. */
const BARE = /(^|[\s(=])(\d[\d,.]*(?:\s(?:min|s)\b)?)(?=[\s),;:]|$)/g;

/** Makes each number of a line lead to where it comes from. Tags, code and links that are there already stay as they are. */
export function linkNumbers(html: string, anchor: string, bare = false): string {
  return html.split(/(<code>.*?<\/code>|<a .*?<\/a>|<[^>]*>)/).map((part) => (part.startsWith('<') ? part : part.replace(bare ? BARE : NUMBER, (_, before: string, number: string) => `${before}<a href="#${anchor}">${number}</a>`))).join('');
}
