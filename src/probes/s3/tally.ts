import { IntegrityTally } from '../tally.ts';
import { differences, sameContent } from './manifest-line.ts';
import type { Content } from './manifest-line.ts';

/** Counts what a comparison of objects finds. */
export class Tally extends IntegrityTally<Content> {
  constructor() {
    super({ same: sameContent, differences, describe: ({ size }) => `${size} bytes`, sizeBytes: ({ size }) => size });
  }
}
