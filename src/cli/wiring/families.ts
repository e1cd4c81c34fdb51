import { beacons } from '#beacons/table';
import type { ResolvedConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import type { Families, SafetyCopy, ServiceModules } from '#contract/modules';
import { ebsSafetyCopy } from '#faults/ebs/safety-copy';
import { dynamodbSafetyCopy } from '#faults/dynamodb/safety-copy';
import { opensearchSafetyCopy } from '#faults/opensearch/safety-copy';
import { efsSafetyCopy } from '#faults/efs/safety-copy';
import { rdsSafetyCopy } from '#faults/rds/safety-copy';
import { s3SafetyCopy } from '#faults/s3/safety-copy';
import { faults } from '#faults/table';
import { bug } from '#kit/redrill-error';
import { mutations, variants } from '#mutations/table';
import { serviceProbes } from '#probes/services';
import { probes } from '#probes/table';
import { steps } from '#restores/table';

const SAFETY_COPIES: ReadonlyMap<string, SafetyCopy> = new Map([[ebsSafetyCopy.service, ebsSafetyCopy], [dynamodbSafetyCopy.service, dynamodbSafetyCopy], [opensearchSafetyCopy.service, opensearchSafetyCopy], [rdsSafetyCopy.service, rdsSafetyCopy], [efsSafetyCopy.service, efsSafetyCopy], [s3SafetyCopy.service, s3SafetyCopy]]);

/** Every fault, step, probe, mutation and variant there is, and all that redrill knows of each service. */
export function allFamilies(): Families {
  return { services: new Map([...serviceProbes.keys()].map((service) => [service, modulesOf(service)])), faults, steps, probes, mutations, variants: new Map([...variants.values()].map((one) => [variantKey(one.scenario, one.id), one])) };
}

/** A variant belongs to one scenario; two scenarios may have one of the same name. */
export function variantKey(scenario: string, id: string): string {
  return `${scenario}/${id}`;
}

/** Sabotages belong to a service; two services may have one of the same name. A name such as `opensearch/one-missing` says which itself. */
export function mutationKey(service: string, id: string): string {
  return id.includes('/') ? id : `${service}/${id}`;
}

/** The service whose sabotages a scenario names by their id alone: that of its first store. */
export function serviceOf(scenario: Pick<ResolvedScenario, 'stores'>, config: Pick<ResolvedConfig, 'platform'>): string {
  return config.platform.stores.find((store) => store.id === scenario.stores[0])?.service ?? '';
}

function modulesOf(service: string): ServiceModules {
  const looks = serviceProbes.get(service);
  const marks = beacons.get(service);
  const safetyCopy = SAFETY_COPIES.get(service);
  if (!looks || !marks || !safetyCopy) throw bug('families.incomplete', `service ${service} lacks ${[looks ? '' : 'probes', marks ? '' : 'beacons', safetyCopy ? '' : 'a safety copy'].filter(Boolean).join(', ')}`);
  return { ...looks, beacons: marks, safetyCopy };
}
