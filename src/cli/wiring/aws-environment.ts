import type { ResolvedConfig } from '#contract/config.schema';
import { refusal } from '#kit/redrill-error';

/** What a command is about to do to the target. */
export type Intent = 'look' | 'change';

/**
 * Guards that hold before anything is opened. Against AWS every command that changes something refuses, because the proofs of a real
 * account (marker, approval, narrowed sessions) do not exist; an endpoint override outside sandbox mode refuses everything.
 * In sandbox mode AWS_* variables have no say: redrill's clients take nothing from the environment.
 */
export function guardTarget(config: ResolvedConfig, env: Readonly<Record<string, string | undefined>>, intent: Intent): void {
  if (config.target.kind === 'sandbox') return;
  const override = Object.keys(env).filter((name) => name.startsWith('AWS_ENDPOINT_URL') && env[name]);
  if (override.length > 0) throw refusal('guard.endpoint', `${override.join(', ')} is set while target.kind is "aws": expected AWS's own endpoints, so unset it, or set target.kind to "sandbox"`);
  if (intent === 'change') throw refusal('guard.no-aws', 'target.kind is "aws": this version proves no real account, so every command that changes something refuses; set target.kind to "sandbox" to drill in the local account');
}

/** AWS_* variables that are set and ignored in sandbox mode, to be named with --verbose. */
export function ignoredVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env).filter((name) => name.startsWith('AWS_') && env[name]).toSorted();
}
