import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const KEEP_CHARS = 256 * 1024;

/** Lines by group, gathered in any order: what does not fit in memory goes to files of the folder, one for each group. */
export class Spill {
  private readonly folder: string;
  private readonly kept = new Map<number, { readonly lines: string[]; chars: number }>();

  constructor(folder: string) {
    this.folder = folder;
  }

  add(group: number, line: string): void {
    const kept = this.kept.get(group) ?? { lines: [], chars: 0 };
    this.kept.set(group, kept);
    kept.lines.push(line);
    kept.chars += line.length;
    if (kept.chars > KEEP_CHARS) this.write(group);
  }

  /** All lines of one group. */
  lines(group: number): readonly string[] {
    const file = this.fileOf(group);
    const written = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    return [...written, ...(this.kept.get(group)?.lines ?? [])];
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(group: number): void {
    const lines = this.kept.get(group)?.lines ?? [];
    mkdirSync(this.folder, { recursive: true });
    appendFileSync(this.fileOf(group), lines.map((line) => `${line}\n`).join(''));
    this.kept.delete(group);
  }

  private fileOf(group: number): string {
    return join(this.folder, `${group}.ndjson`);
  }
}
