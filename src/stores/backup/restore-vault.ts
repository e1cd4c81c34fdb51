import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { ownVaultOf } from './serving-vault.ts';

/**
 * Name of the vault that a store is restored from: the one that the run relies on, or the one that a step names. It must lie where the store
 * is to serve, because AWS Backup restores a point only in the account and region where it lies.
 */
export function restoreVault(context: Pick<DrillContext, 'binding' | 'store'>, store: string, named?: string): string {
  if (named !== undefined) return named;
  const vault = ownVaultOf(context.store(store));
  const { region } = context.binding(store);
  if (vault.region !== region) throw new RedrillError('store.foreign-vault', `vault ${vault.resource} lies in ${vault.region} and ${store} is to be restored in ${region}: AWS Backup restores a point only where it lies, so fail the store over to ${vault.region}, or copy the point into a vault of ${region} and name that vault in the step`);
  return vault.resource;
}
