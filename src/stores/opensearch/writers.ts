import type { AwsAccess } from '#contract/aws';
import { readPointer, writePointer } from '#targets/pointer';

/** Whether the platform's ingestion writes: it looks at this parameter before each piece of work. */
export type WriterState = 'running' | 'paused';

/** The parameter that stops and starts the writers of an index: beside the pointer through which they find it. */
export function writersParameter(pointer: string): string {
  return `${pointer}/writers`;
}

/** What the parameter says; writers run where there is none. */
export async function readWriters(access: AwsAccess, pointer: string): Promise<WriterState> {
  return (await readPointer(access, writersParameter(pointer))) === 'paused' ? 'paused' : 'running';
}

/** Stops or starts the writers. */
export function setWriters(access: AwsAccess, pointer: string, state: WriterState): Promise<void> {
  return writePointer(access, writersParameter(pointer), state);
}
