import { bug } from '#kit/redrill-error';

/** What AWS Backup keeps of a point of EBS: which snapshot it is. */
export function ebsArtifact(snapshotId: string): string {
  return JSON.stringify({ snapshot: snapshotId });
}

/** The snapshot of an artifact that this service wrote. */
export function snapshotOfArtifact(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'snapshot' in value && typeof value.snapshot === 'string') return value.snapshot;
  throw bug('ebs.artifact', `AWS Backup handed back what EBS never gave it: ${text.slice(0, 200)}`);
}
