import { describe, expect, it } from 'vitest';
import { mutations, variants } from './table.ts';

describe.each([...mutations.values()])('mutation $service/$id', (mutation) => {
  it('is in the table under its own id and can act the way its kind says', () => {
    expect(mutations.get(`${mutation.service}/${mutation.id}`)).toBe(mutation);
    if (mutation.kind === 'backup') expect(mutation.sabotage).toBeTypeOf('function');
    if (mutation.kind === 'restore' && mutation.wrapRunbook === undefined) expect([typeof mutation.around, ...new Set([mutation.step].flat().map((step) => step?.split('.')[0]))]).toEqual(['function', mutation.service]);
    if (mutation.kind === 'check') expect(mutation.wrapClock ?? mutation.wrapService ?? mutation.wrapProbe).toBeTypeOf('function');
  });

  it('says which red it must end in', () => {
    expect(mutation.expect.reasonCode).toMatch(/^(rpo-missed|integrity|posture|not-recovered)\.[\w.-]+$|^checker$/);
  });
});

it('holds every variant under its scenario and id', () => {
  for (const [key, variant] of variants) expect(`${variant.scenario}/${variant.id}`).toBe(key);
});
