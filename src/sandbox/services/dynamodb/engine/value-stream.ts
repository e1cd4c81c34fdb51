import { Stream } from 'node:stream';
import type { LevelIterator } from './dynalite-parts.ts';

const PART = 256;

/**
 * Values of a range as events, the way dynalite reads tables: `data` for each, then `end`. Reads part by part until it is destroyed.
 * It must be a Stream: of any other emitter dynalite's reader would hear every value twice.
 */
export class ValueStream extends Stream {
  private readonly values: LevelIterator<string>;
  private readonly parse: (value: string) => unknown;
  private destroyed = false;

  constructor(values: LevelIterator<string>, parse: (value: string) => unknown) {
    super();
    this.values = values;
    this.parse = parse;
    void this.run();
  }

  destroy(): void {
    this.destroyed = true;
  }

  private async run(): Promise<void> {
    try {
      for (let part = await this.values.nextv(PART); part.length > 0 && !this.destroyed; part = await this.values.nextv(PART)) {
        for (const value of part) {
          if (this.destroyed) break;
          this.emit('data', this.parse(value));
        }
      }
      if (!this.destroyed) this.emit('end');
    } catch (error) {
      this.emit('error', error);
    } finally {
      await this.values.close();
    }
  }
}
