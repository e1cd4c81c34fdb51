import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RedrillError } from '#kit/redrill-error';
import { SANDBOX_REGIONS } from '../accounts.ts';
import type { Catalogue, SandboxContext } from '../service.ts';
import { isCut } from './is-cut.ts';
import { regionFaultsOf } from './region-faults.ts';

/** Folders of the state that clients reach as files: those of file systems and the images of volumes. */
const BEHIND = ['efs', 'ebs'] as const;
const OPEN = 'open';

/**
 * How files and block devices of a region are reached: through a link for each region, `<state>/doors/<region>`, that leads to the real folders.
 * While the region is cut it leads to itself, so every path that was given out before fails with ELOOP, which no reader takes for a loss.
 * The sandbox itself does not go through these doors. A file that is open stays so.
 */
class RegionDoors {
  private readonly context: Pick<SandboxContext, 'catalogue' | 'state'>;
  private readonly folder: string;

  constructor(context: Pick<SandboxContext, 'catalogue' | 'state'>) {
    this.context = context;
    this.folder = join(context.state, 'doors');
    mkdirSync(join(this.folder, OPEN), { recursive: true, mode: 0o711 });
    for (const name of BEHIND) this.link(join(OPEN, name), join('..', '..', name));
    this.set();
    regionFaultsOf(context.catalogue).onChange(() => this.set());
  }

  /** The path by which clients reach what lies at `path` of the state. Throws `region.cut`. */
  through(path: string, { region, inside, asked }: { readonly region: string; readonly inside: unknown; readonly asked: string }): string {
    const within = inside === region;
    if (this.isShut(region, within)) {
      const how = regionFaultsOf(this.context.catalogue).cutOf(region);
      throw new RedrillError('region.cut', `${asked}: nothing in ${region} can be reached: the region is cut (${how ?? ''})${how === 'partition' ? `; only processes inside reach it, with inside: "${region}"` : ''}`, { actor: 'platform' });
    }
    return join(this.folder, doorOf(region, within), relative(this.context.state, path));
  }

  private set(): void {
    for (const region of SANDBOX_REGIONS) {
      for (const within of [false, true]) {
        const door = doorOf(region, within);
        this.link(door, this.isShut(region, within) ? door : OPEN);
      }
    }
  }

  private isShut(region: string, within: boolean): boolean {
    return isCut({ regions: [region], from: within ? { region, as: 'client' } : null }, regionFaultsOf(this.context.catalogue)) !== null;
  }

  /** In one step: there is no moment without a link. */
  private link(name: string, target: string): void {
    const path = join(this.folder, name);
    if (targetOf(path) === target) return;
    const fresh = join(this.folder, `.${process.pid}`);
    rmSync(fresh, { force: true });
    symlinkSync(target, fresh);
    renameSync(fresh, path);
  }
}

function doorOf(region: string, within: boolean): string {
  return within ? `inside-${region}` : region;
}

function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const DOORS = new WeakMap<Catalogue, RegionDoors>();

/** The doors of a sandbox; opened with it, because a kill may have come between a cut and its links. */
export function regionDoorsOf(context: Pick<SandboxContext, 'catalogue' | 'state'>): RegionDoors {
  const known = DOORS.get(context.catalogue);
  if (known) return known;
  const doors = new RegionDoors(context);
  DOORS.set(context.catalogue, doors);
  return doors;
}
