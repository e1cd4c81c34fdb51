import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { efsCode } from '#stores/efs/efs-code';
import { readMarks, writeMark, type Mark } from '#stores/efs/mark-files';
import { mounted } from '#stores/efs/mounted';

/** Marks in a file system: lines in files, written and read where it is mounted. */
export const efsBeacons: BeaconModule = { service: 'efs', write, read };

async function write(context: DrillContext, binding: Binding, mark: Mark): Promise<void> {
  try {
    await writeMark(await mounted(context, binding), mark);
  } catch (error) {
    throw new BeaconError(error);
  }
}

async function read(context: DrillContext, binding: Binding): Promise<BeaconReading> {
  try {
    return { ...(await readMarks(await mounted(context, binding))), complete: true };
  } catch (error) {
    // A file system that is not there holds no marks: that is a complete answer, and the one a failed recovery must give.
    if (efsCode(error) === 'NoFileSystem') return { found: [], duplicated: 0, unknownNames: 0, complete: true };
    throw error;
  }
}

/** A mark that was not acknowledged. `sure`: it certainly counts nowhere, because not every copy of it was written. */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown) {
    const code = efsCode(cause);
    super(code === null ? 'beacon.no-answer' : `beacon.${code}`, cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    this.sure = code !== null;
  }
}
