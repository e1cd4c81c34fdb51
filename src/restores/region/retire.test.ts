import { expect, it, vi } from 'vitest';
import type { DrillContext } from '#contract/modules';
import { moduleContext } from '#stores/rds/testing/module-context';

const entry = vi.hoisted(() => ({ region: 'us-west-2' }));
vi.mock('#targets/entry', () => ({ ENTRY: '/portal/entry', readEntry: async () => entry.region }));
const removed = vi.hoisted((): string[] => []);
vi.mock('./remove-resource.ts', () => ({ removeResource: async (_context: unknown, _access: unknown, { resource }: { readonly resource: string }) => { removed.push(resource); } }));
const { retire } = await import('./retire.ts');

const MADE = { id: '4-recover/rds.restore-from-backup/DR-S1/name', done: true, result: { identifier: 'portal-db-restored' } };
const WITH = { store: 'DR-S1', region: 'us-east-2', resource: 'portal-db-restored' };

function context(serves = 'us-west-2'): DrillContext {
  const { context: base } = moduleContext(new Map([[MADE.id, MADE]]));
  return Object.create(base, { binding: { value: () => ({ ...base.binding('DR-S1'), region: serves }) } }) as DrillContext;
}

it('deletes what this recovery made elsewhere, once the store is home and nobody is led there', async () => {
  await retire.run(context(), WITH);
  expect(removed.splice(0)).toEqual(['portal-db-restored']);
});

interface Kept {
  readonly what: string;
  readonly given?: Partial<typeof WITH>;
  readonly serves?: string;
  readonly leads?: string;
  readonly code: string;
}

it.each<Kept>([
  { what: 'lies in the region that is the home of the store', given: { region: 'us-west-2' }, code: 'retire.home' },
  { what: 'still serves', serves: 'us-east-2', code: 'retire.in-use' },
  { what: 'is where users are led', leads: 'us-east-2', code: 'retire.in-use' },
  { what: 'was made by nobody that this run knows', given: { resource: 'portal-db' }, code: 'retire.not-ours' },
])('deletes nothing that $what', async ({ given, serves, leads, code }) => {
  entry.region = leads ?? 'us-west-2';
  await expect(retire.run(context(serves), { ...WITH, ...given })).rejects.toMatchObject({ code });
  entry.region = 'us-west-2';
  expect(removed).toEqual([]);
});
