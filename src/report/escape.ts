import { visible } from '#kit/visible';

/** Text for a paragraph or a table cell of Markdown: nothing in it can become markup, a link, a mention or a new cell. */
export function prose(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]~|#!]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, 'www&#46;')
    .replace(/@/g, '&#64;');
}

/** A name (key, path, ARN, command) as inline code. Backticks and pipes are made visible escapes: inside code nothing else can hide them. */
export function code(name: string): string {
  const safe = visible(name).replace(/[`|]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
  return safe === '' ? '(empty)' : `\`${/^\s|\s$/.test(safe) ? ` ${safe} ` : safe}\``;
}

/** Lines to be copied (commands) as a fenced block: pipes and backticks stay as they are, and no content can close the fence. */
export function fenced(lines: readonly string[]): string {
  const safe = lines.map(visible);
  const longest = Math.max(2, ...safe.flatMap((line) => [...line.matchAll(/`+/g)].map((match) => match[0].length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${safe.join('\n')}\n${fence}`;
}

/** An argument vector as a shell would need it typed. */
export function shellLine(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
