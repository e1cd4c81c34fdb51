import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { FileSystemSettings } from '#stores/efs/file-system-settings';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';
import { mounted } from '#stores/efs/mounted';
import { pathOf, shownPath } from '#stores/efs/names';
import { look as lookAt, walkTree } from '#stores/efs/walk-tree';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

type AccessPoint = FileSystemSettings['AccessPoints'][number];

/** Everything below the folder of each access point belongs to the user that clients of it act as, the folder has the documented mode, and nothing is open to everybody. */
export const ownersAndModes: ProbeModule<Args> = {
  id: 'efs.owners-and-modes',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadFileSystemDefinition(context, definition).AccessPoints).catch(failedLook),
  // The living files, held against a user that owns none of them.
  negativeControl: (context, { store, definition }) => shown(ownersAndModes.id, () => look(context, context.binding(store), loadFileSystemDefinition(context, definition).AccessPoints.map((point) => ({ ...point, PosixUser: { Uid: 4_242_424, Gid: 4_242_424, SecondaryGids: [] } })))),
};

const WRITABLE_BY_ALL = 0o002;
const SHOWN = 3;

async function look(context: DrillContext, binding: Binding, points: readonly AccessPoint[]): Promise<ProbeReading> {
  const root = await mounted(context, binding);
  const wrong: string[] = [];
  let count = 0;
  for (const { PosixUser, RootDirectory, Name } of points) {
    const from = pathOf(RootDirectory.Path.replace(/^\/+/, ''));
    const uid = ownerHere(PosixUser?.Uid);
    const top = from === '' ? null : await lookAt(root, from);
    if (from !== '' && top === null) wrong.push(`the folder ${RootDirectory.Path} of access point ${Name} does not exist`);
    const mode = RootDirectory.CreationInfo === null ? null : Number.parseInt(RootDirectory.CreationInfo.Permissions, 8);
    if (top !== null && mode !== null && top.mode !== mode) wrong.push(`${RootDirectory.Path} has mode ${top.mode.toString(8)}, documented ${mode.toString(8)}`);
    for await (const entry of walkTree(root, { from })) {
      count += 1;
      if (uid !== null && entry.uid !== uid) wrong.push(`${shownPath(entry.path)} belongs to ${entry.uid}, expected ${uid}`);
      else if (entry.kind !== 'link' && (entry.mode & WRITABLE_BY_ALL) !== 0) wrong.push(`${shownPath(entry.path)} can be written by everybody`);
    }
  }
  if (wrong.length > 0) return { result: 'fail', detail: `${wrong.length} owners and modes among ${count} files and folders are not as documented: ${wrong.slice(0, SHOWN).join('; ')}${wrong.length > SHOWN ? '; ...' : ''}` };
  return { result: 'pass', detail: `${count} files and folders below ${points.map(({ RootDirectory }) => RootDirectory.Path).join(', ')} belong to whom they should${isRoot() ? '' : ' (not root here: every file belongs to the one user there is, and that is what was looked for)'}` };
}

/** Only root can give files to others: elsewhere files of all users belong to the one that runs this. A user that is not documented at all is looked for everywhere. */
function ownerHere(uid: number | undefined): number | null {
  if (uid === undefined) return null;
  return isRoot() || uid === 4_242_424 ? uid : process.getuid?.() ?? uid;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
