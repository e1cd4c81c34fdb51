import type { Place } from '../../service.ts';
import { bug } from '#kit/redrill-error';

/** What AWS Backup keeps of a point of RDS: which snapshot it is, or whose continuous backup. */
export type Artifact = { readonly kind: 'snapshot'; readonly account: string; readonly region: string; readonly name: string } | { readonly kind: 'continuous'; readonly resourceId: string };

export function snapshotArtifact({ account, region }: Place, name: string): string {
  return JSON.stringify({ kind: 'snapshot', account, region, name } satisfies Artifact);
}

export function continuousArtifact(resourceId: string): string {
  return JSON.stringify({ kind: 'continuous', resourceId } satisfies Artifact);
}

/** Reads an artifact that this service wrote. */
export function parseArtifact(text: string): Artifact {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'snapshot' || value.kind === 'continuous')) return value as Artifact;
  throw bug('rds.artifact', `AWS Backup handed back what RDS never gave it: ${text.slice(0, 200)}`);
}
