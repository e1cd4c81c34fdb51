import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { sha256 } from '#kit/digest';
import { mounted } from '#stores/efs/mounted';
import { pathBytes, pathOf, shownPath } from '#stores/efs/names';
import { parseSession, SESSION_FILE, type Session } from '#stores/efs/session';
import { orGone, walkTree } from '#stores/efs/walk-tree';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({
  store: z.string(),
  /** Folder below which sessions are kept. */
  folder: z.string().regex(/^[^/].*[^/]$/, 'a path below the root'),
});
type Args = z.output<typeof args>;

/**
 * Every saved session is whole: all the files that its session file names are there with the bytes it names. A backup that walked the tree
 * while a session was being saved holds some files from before and some from after; nobody sees that in counts and sizes.
 */
export const sessionsWhole: ProbeModule<Args> = {
  id: 'efs.sessions-whole',
  with: args,
  run: (context, { store, folder }) => look(context, context.candidate(store), folder).catch(failedLook),
  negativeControl: (context, { store, folder }) => shown(sessionsWhole.id, () => look(context, context.binding(store), folder, tear)),
};

/** One session: what is wrong with it, and the bytes that its session file names. */
interface Looked {
  readonly folder: string;
  readonly wrong: readonly string[];
  readonly bytes: number;
}

const SHOWN = 3;
/** Sessions that are read at once: each read waits about a millisecond on EFS. */
const AT_ONCE = 8;

async function look(context: DrillContext, binding: Binding, folder: string, change: (session: Session) => Session = (session) => session): Promise<ProbeReading> {
  const root = await mounted(context, binding);
  const torn: string[] = [];
  let [sessions, bytes] = [0, 0];
  for await (const batch of sessionFiles(root, pathOf(folder))) {
    for (const { folder: at, wrong, bytes: named } of await Promise.all(batch.map((path) => lookAt(root, path, change)))) {
      sessions += 1;
      bytes += named;
      if (wrong.length > 0) torn.push(`${shownPath(at)}: ${wrong.join(', ')}`);
    }
  }
  if (sessions === 0) return { result: 'fail', detail: `no session was found below /${folder}` };
  if (torn.length > 0) return { result: 'fail', detail: `${torn.length} of ${sessions} sessions are torn: ${torn.slice(0, SHOWN).join('; ')}${torn.length > SHOWN ? '; ...' : ''}`, data: { torn: torn.length, sessions } };
  return { result: 'pass', detail: `${sessions} sessions are whole: every file of them (${bytes} bytes) has the bytes that its session file names`, data: { torn: 0, sessions } };
}

async function* sessionFiles(root: string, from: string): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const { kind, path } of walkTree(root, { from })) {
    if (kind !== 'file' || !path.endsWith(`/${SESSION_FILE}`)) continue;
    batch.push(path);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function lookAt(root: string, path: string, change: (session: Session) => Session): Promise<Looked> {
  const folder = path.slice(0, -SESSION_FILE.length - 1);
  const text = await orGone(readFile(pathBytes(root, path), 'utf8'));
  const session = text === null ? null : parseSession(text);
  if (session === null) return { folder, wrong: [`${SESSION_FILE} cannot be read`], bytes: 0 };
  return { folder, wrong: await wrongParts(root, folder, change(session)), bytes: session.parts.reduce((sum, part) => sum + part.bytes, 0) };
}

async function wrongParts(root: string, folder: string, { parts }: Session): Promise<readonly string[]> {
  const wrong = await Promise.all(parts.map(async ({ name, bytes, sha256: expected }) => {
    const content = await orGone(readFile(pathBytes(root, `${folder}/${pathOf(name)}`)));
    if (content === null) return `${name} is missing`;
    return content.length === bytes && sha256(content) === expected ? null : `${name} is of another save`;
  }));
  return wrong.filter((one) => one !== null);
}

/** One part of the session as another save would have named it. */
function tear({ savedAt, parts }: Session): Session {
  return { savedAt, parts: parts.map((part, i) => (i === 0 ? { ...part, sha256: `${part.sha256.startsWith('0') ? '1' : '0'}${part.sha256.slice(1)}` } : part)) };
}
