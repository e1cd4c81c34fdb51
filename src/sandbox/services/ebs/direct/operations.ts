import type { Operation } from '../../../service.ts';
import { readBlocks } from './read-blocks.ts';
import { writeBlocks } from './write-blocks.ts';

/** The EBS direct APIs. */
export const directOperations: Readonly<Record<string, Operation>> = { ...readBlocks, ...writeBlocks };
