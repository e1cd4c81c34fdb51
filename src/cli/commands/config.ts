import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openProject } from '../wiring/project.ts';

/** `redrill config`: the resolved config with the source of each value (flag, environment, file or default). */
export async function config(terminal: Terminal, options: CommonOptions): Promise<number> {
  const project = await openProject(terminal, options);
  if (options.json) {
    const sources = Object.fromEntries(project.sources.map((one) => [one.key, one.source]));
    terminal.out(JSON.stringify({ file: project.file, shipped: project.shipped, config: project.config, sources }, null, 2));
    return 0;
  }
  if (!options.quiet) {
    const why = project.shipped ? `no harness.config.ts in ${terminal.cwd}: this is the reference platform that ships with redrill` : `read from ${project.file}`;
    terminal.err(`redrill: ${why}`);
  }
  for (const line of columns(project.sources.map(({ key, value, source }) => [key, shownValue(value), source]))) terminal.out(line);
  return 0;
}

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 67)}...` : text;
}
