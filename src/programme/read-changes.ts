import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ResolvedConfig } from '#contract/config.schema';
import { dateOfText } from '#kit/dates';
import { isoMicros } from '#kit/time';
import type { Change } from './drill-state.ts';

type AfterChange = NonNullable<ResolvedConfig['programme'][number]['afterChange']>;

/** The newest change of each entry that waits for one, as git tells it; what git cannot tell is said in `gaps` and counts as no change. */
export async function readChanges(config: Pick<ResolvedConfig, 'programme'>, cwd: string): Promise<{ readonly changes: ReadonlyMap<string, Change>; readonly gaps: readonly string[] }> {
  const changes = new Map<string, Change>();
  const gaps: string[] = [];
  for (const { id, afterChange } of config.programme) {
    if (afterChange === undefined) continue;
    try {
      const newest = (await Promise.all(looksOf(afterChange).map((look) => newestOf(look, cwd)))).flat().toSorted((a, b) => a.at.localeCompare(b.at, 'en')).at(-1);
      if (newest !== undefined) changes.set(id, newest);
    } catch (error) {
      gaps.push(`programme entry ${id}: git could not tell when ${namesOf(afterChange)} changed (${firstLine(error)}), so only its dates count`);
    }
  }
  return { changes, gaps };
}

interface Look {
  readonly what: string;
  readonly args: readonly string[];
}

function looksOf({ files, commit, tag }: AfterChange): readonly Look[] {
  return [
    ...(files === undefined ? [] : [{ what: files.join(', '), args: ['log', '-1', '--format=%cI %h', '--', ...files.map((file) => `:(glob)${file.endsWith('/') ? `${file}**` : file}`)] }]),
    ...(commit === undefined ? [] : [{ what: commit, args: ['log', '-1', '--format=%cI %h', '--end-of-options', commit, '--'] }]),
    ...(tag === undefined ? [] : [{ what: 'tag', args: ['for-each-ref', '--sort=-creatordate', '--count=1', '--format=%(creatordate:iso-strict) %(refname:short)', `refs/tags/${tag}`] }]),
  ];
}

/** Nothing when there is no such commit or tag yet. */
async function newestOf({ what, args }: Look, cwd: string): Promise<readonly Change[]> {
  const { stdout } = await promisify(execFile)('git', args, { cwd, encoding: 'utf8', env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } });
  const [when = '', name = ''] = stdout.trim().split(' ');
  const date = when === '' ? null : dateOfText(when);
  return date === null ? [] : [{ at: isoMicros(date.getTime() * 1000), what: `${what} ${name}` }];
}

function namesOf({ files = [], commit, tag }: AfterChange): string {
  return [...files, ...[commit, tag].filter((name) => name !== undefined)].join(', ');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? ('stderr' in error && typeof error.stderr === 'string' && error.stderr !== '' ? error.stderr : error.message) : String(error);
  return (text.split('\n')[0] ?? '').trim();
}
