import type { CreateDomainCommandInput } from '@aws-sdk/client-opensearch';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeDomain, opensearchSdk, withControl } from '#stores/opensearch/domain';
import { loadDomainDefinition, type DomainDefinition } from '#stores/opensearch/domain-definition';
import { keyArn } from '#stores/rds/key-arn';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Makes a search domain as documented where the store is to serve, and waits until it has an endpoint. No backup brings a domain back, only what was in it. */
export const createDomain: StepModule<Args> = { id: 'opensearch.create-domain', with: args, marks: 'restore', effects: ['es:CreateDomain', 'es:AddTags'], run };

const ASK_EVERY_MS = 30_000;

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { region } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const { domain: documented } = loadDomainDefinition(context, definition);
  const name = await chooseName(context, access, { store, wanted: documented.DomainName });
  await context.effect({
    id: `4-recover/${createDomain.id}/${store}/made`,
    what: `create search domain ${name} in ${region}`,
    destructive: false,
    // The name was free when it was chosen, so a domain that has it now is this step's own.
    probe: async () => ((await describeDomain(access, name)) === null ? undefined : { domain: name }),
    act: async () => {
      const input = await requestOf(access, documented, name);
      await withControl(access, (client) => client.send(new (opensearchSdk().CreateDomainCommand)(input)));
      return { domain: name };
    },
  });
  await awaitReady(context, access, name);
  return { outputs: { domain: name }, binds: { store, resource: name } };
}

async function requestOf(access: AwsAccess, { AccessPolicies, EncryptionAtRestOptions, ...settings }: DomainDefinition['domain'], DomainName: string): Promise<CreateDomainCommandInput> {
  const { KmsKeyId = null } = (EncryptionAtRestOptions ?? {}) as { readonly KmsKeyId?: string | null };
  const atRest = EncryptionAtRestOptions === undefined ? {} : { EncryptionAtRestOptions: { ...EncryptionAtRestOptions, ...(KmsKeyId === null ? {} : { KmsKeyId: (await keyArn(access, KmsKeyId)) ?? KmsKeyId }) } };
  return { ...settings, ...atRest, DomainName, ...(AccessPolicies === undefined ? {} : { AccessPolicies: JSON.stringify(AccessPolicies) }) };
}

const MOST_TRIES = 20;
/** What OpenSearch Service takes as the name of a domain. */
const LONGEST = 28;

function chooseName(context: DrillContext, access: AwsAccess, { store, wanted }: { readonly store: string; readonly wanted: string }): Promise<string> {
  return context.effect<string>({
    id: `4-recover/${createDomain.id}/${store}/name`,
    what: `choose a free name for the domain of ${store}`,
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: async () => {
      for (let n = 1; n <= MOST_TRIES; n += 1) {
        const suffix = n === 1 ? '' : `-${n}`;
        const name = `${wanted.slice(0, LONGEST - suffix.length)}${suffix}`;
        if ((await describeDomain(access, name)) === null) return name;
      }
      throw new RedrillError('restore.no-name', `the domain names ${wanted} to ${wanted}-${MOST_TRIES} are all taken in ${access.region}: delete what earlier recoveries left behind`, { actor: 'platform' });
    },
  });
}

async function awaitReady(context: DrillContext, access: AwsAccess, name: string): Promise<void> {
  let said = false;
  for (;;) {
    const domain = await describeDomain(access, name);
    if (domain === null) throw new RedrillError('opensearch.NoDomain', `the search domain ${name} that was being made in ${access.region} is gone`, { actor: 'platform' });
    if (domain.Processing === false && (domain.Endpoint ?? domain.Endpoints?.['vpc'] ?? '') !== '') return;
    if (!said) context.say(`search domain ${name} is being made`);
    said = true;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}
