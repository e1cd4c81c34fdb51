import { describe, expect, it } from 'vitest';
import { stateFolder } from './state-folder.ts';

const terminal = (env: Readonly<Record<string, string>> = {}): { cwd: string; env: Readonly<Record<string, string>> } => ({ cwd: '/tmp', env: { HOME: '/home/ann', ...env } });

describe('the state folder', () => {
  it('is what --state says, then REDRILL_STATE', () => {
    expect(stateFolder(terminal({ REDRILL_STATE: '/a' }), { state: 'b' })).toBe('/tmp/b');
    expect(stateFolder(terminal({ REDRILL_STATE: '/a' }))).toBe('/a');
  });

  it('is below /var/lib for root and below the XDG state folder for others, one per project', () => {
    expect(stateFolder(terminal(), { uid: 0 })).toMatch(/^\/var\/lib\/redrill\/[0-9a-f]{12}$/);
    expect(stateFolder(terminal(), { uid: 1000 })).toMatch(/^\/home\/ann\/\.local\/state\/redrill\/[0-9a-f]{12}$/);
    expect(stateFolder(terminal({ XDG_STATE_HOME: '/x' }), { uid: 1000 })).toMatch(/^\/x\/redrill\//);
    expect(stateFolder({ ...terminal(), cwd: '/usr' }, { uid: 0 })).not.toBe(stateFolder(terminal(), { uid: 0 }));
  });
});
