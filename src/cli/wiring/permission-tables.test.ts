import { describe, expect, test } from 'vitest';
import type { Needs } from '#contract/permissions';
import { allFamilies } from './families.ts';
import { permissionTables } from './permission-tables.ts';

const { faults, steps, services } = allFamilies();
const tables = permissionTables;
const all: readonly (readonly [string, Needs])[] = [...tables.faults, ...tables.steps, ...tables.safetyCopies, ...tables.looks, ['always', tables.always]];
const KNOWN = new Set(['anchor', 'account', 'region', 'name', 'pointer', 'vault', 'copy', 'sources', 'backup.account', 'backup.region', 'safety', 'lease', 'role', 'global']);

describe('what everything needs of AWS is declared', () => {
  test('for every fault, step and service', () => {
    expect([...faults.keys()].filter((id) => !tables.faults.has(id))).toEqual([]);
    expect([...steps.keys()].filter((id) => !tables.steps.has(id))).toEqual([]);
    expect([...services.keys()].filter((id) => !tables.safetyCopies.has(id) || !tables.looks.has(id))).toEqual([]);
  });

  test('for nothing that does not exist', () => {
    expect([...tables.faults.keys()].filter((id) => !faults.has(id))).toEqual([]);
    expect([...tables.steps.keys()].filter((id) => !steps.has(id))).toEqual([]);
  });

  test.each(all)('with actions of one service each, and names that are filled in: %s', (_, needs) => {
    for (const { actions, on } of Object.values(needs).flat()) {
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
      for (const template of on) {
        expect(template).toMatch(/^(\*|arn:aws:)/);
        expect([...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).filter((name) => !KNOWN.has(name ?? '') && !name?.startsWith('with.'))).toEqual([]);
      }
    }
  });

  test('with everything that can be changed named by its service and place: whatever names no resource only looks', () => {
    const unbound = all.flatMap(([id, needs]) => Object.values(needs).flat().filter(({ on }) => on.includes('*')).flatMap(({ actions }) => actions.map((action) => `${id} ${action}`)));
    expect(unbound.filter((text) => !/:(Describe|List|Get|Lookup)/.test(text))).toEqual(['efs elasticfilesystem:CreateFileSystem']);
  });

  test('so that an observer changes nothing: it reads, searches, and closes its own searches', () => {
    const actions = all.flatMap(([, needs]) => [...(needs['drill-observer'] ?? []), ...(needs['drill-observer-backup'] ?? [])].flatMap((one) => one.actions));
    expect([...new Set(actions)].filter((action) => !/:(Lookup|Get|List|Describe)/.test(action)).sort()).toEqual(['es:ESHttpDelete', 'es:ESHttpPost', 'kms:Decrypt']);
  });

  test('so that who breaks cannot restore and who restores cannot break, but for leading users home after a cut', () => {
    const roles = (table: ReadonlyMap<string, Needs>): readonly string[] => [...table].flatMap(([id, needs]) => Object.keys(needs).map((role) => `${role} ${id.startsWith('region.') ? 'region' : ''}`.trim()));
    expect([...new Set(roles(tables.faults))].sort()).toEqual(['drill-operator', 'drill-restorer region']);
    expect([...new Set(roles(tables.steps))].sort()).toEqual(['drill-restorer', 'drill-restorer region']);
  });
});
