import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('making a folder', () => {
  it('makes every missing level with the mode, and nothing when it is there', () => {
    const base = mkdtempSync(join(tmpdir(), 'redrill-folder-'));
    const deep = join(base, 'a', 'b', 'c');
    makeFolder(deep, 0o700);
    makeFolder(deep, 0o700);
    expect(statSync(deep).mode & 0o777).toBe(0o700);
    rmSync(base, { recursive: true });
  });

  it.skipIf(!existsSync('/proc/self'))('throws where no folder can be made instead of trying for ever', () => {
    expect(() => makeFolder('/proc/redrill-no-such-folder')).toThrow();
  });
});
