import { randomToken, uuid } from '#kit/ids';

const BATCH = 512;
const LENGTH = 16;

/** Request ids as AWS makes them: 16 hex digits for S3, UUIDs elsewhere. Random bytes are drawn in batches. */
export class RequestIds {
  private pool = '';
  private at = 0;

  s3(): string {
    if (this.at >= this.pool.length) {
      this.pool = randomToken((BATCH * LENGTH) / 2).toUpperCase();
      this.at = 0;
    }
    this.at += LENGTH;
    return this.pool.slice(this.at - LENGTH, this.at);
  }

  other(): string {
    return uuid();
  }
}
