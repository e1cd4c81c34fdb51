import type { EventData, EventType, RunEvent } from '#contract/events';
import type { Clock } from '#contract/clock';
import type { ServiceModules, StepModule, ProbeModule, MutationModule, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { bug, usageError } from '#kit/redrill-error';
import type { Bindings } from './bindings.ts';
import { openBindings } from './bindings.ts';
import type { DrillInput } from './drill-input.ts';
import { openJournal, type Journal } from './journal.ts';

/** One drill in progress: its input, what the record says so far, and the parts with the mutation already wrapped around them. */
export interface Run {
  readonly input: DrillInput;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly bindings: Bindings;
  readonly stores: readonly StoreConfig[];
  readonly mutation: MutationModule | null;
  /** The store that the mutation spoils: the first one of its service. */
  readonly spoilt: StoreConfig | null;
  readonly variant: VariantModule | null;
  readonly leaseToken: string;
  note<T extends EventType>(type: T, data: EventData[T], options?: { readonly durable?: boolean }): Promise<RunEvent<T>>;
  service(store: StoreConfig): ServiceModules;
  step(id: string): StepModule<unknown>;
  probe(id: string): ProbeModule<unknown>;
  crash(point: string): Promise<void>;
}

export function openRun(given: DrillInput): Run {
  const stores = given.scenario.stores.map((id) => storeOf(given, id));
  const mutation = given.mutation === null ? null : found(given.families.mutations, given.mutation.includes('/') ? given.mutation : `${stores[0]?.service ?? ''}/${given.mutation}`, 'mutation');
  const input = mutation?.wrapRunbook ? { ...given, runbook: mutation.wrapRunbook(given.runbook) } : given;
  const variant = input.variant === null ? null : found(input.families.variants, `${input.scenario.id}/${input.variant}`, 'variant');
  const clock = mutation?.wrapClock ? mutation.wrapClock(input.clock) : input.clock;
  const journal = openJournal(input.record);
  return {
    input,
    clock,
    journal,
    stores,
    mutation,
    spoilt: mutation === null ? null : stores.find((store) => store.service === mutation.service) ?? stores[0] ?? null,
    variant,
    bindings: openBindings(stores, input.config, journal),
    // Run ids begin again in another results folder; the token tells two namesakes on one account apart.
    leaseToken: input.started.token === undefined ? input.started.id : `${input.started.id}-${input.started.token}`,
    note: async (type, data, options) => {
      const event = await input.record.append(type, data, options);
      input.progress.fact(event);
      return event;
    },
    service: (store) => {
      const modules = found(input.families.services, store.service, 'service');
      return mutation?.wrapService ? mutation.wrapService(modules) : modules;
    },
    step: (id) => found(input.families.steps, id, 'step'),
    probe: (id) => {
      const probe = found(input.families.probes, id, 'check');
      return mutation?.wrapProbe ? mutation.wrapProbe(probe) : probe;
    },
    crash: async (point) => {
      await input.crash?.(point);
    },
  };
}

function storeOf(input: DrillInput, id: string): StoreConfig {
  const store = input.config.platform.stores.find((candidate) => candidate.id === id);
  if (!store) throw usageError('scenario.unknown-store', `scenario ${input.scenario.id} names store ${id}, which the config does not have; stores: ${input.config.platform.stores.map((s) => s.id).join(', ')}`);
  return store;
}

function found<T>(table: ReadonlyMap<string, T>, id: string, what: string): T {
  const value = table.get(id);
  if (value === undefined) throw bug('family.unknown', `there is no ${what} "${id}"; known: ${[...table.keys()].join(', ')}`);
  return value;
}
