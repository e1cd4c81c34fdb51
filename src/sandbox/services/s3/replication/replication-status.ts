/** PENDING, COMPLETED and FAILED of a source, REPLICA of what replication has made. */
export type ReplicationStatus = 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA';

const STATUS = 'x-amz-replication-status';

/** Stored headers with a status, which every GET and HEAD then answers. */
export function withStatus(storedHeaders: string, status: ReplicationStatus): string {
  return JSON.stringify({ ...(JSON.parse(storedHeaders) as object), [STATUS]: status });
}

/** The same without one: what is written anew from another version begins without it. */
export function withoutStatus(storedHeaders: string): string {
  if (!storedHeaders.includes(`"${STATUS}"`)) return storedHeaders;
  const { [STATUS]: _status, ...rest } = JSON.parse(storedHeaders) as Record<string, string>;
  return JSON.stringify(rest);
}
