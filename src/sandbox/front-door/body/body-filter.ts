/** Sees every byte of a request body on its way in: takes frames away, checks hashes and signatures. Throws AwsError. */
export interface BodyFilter {
  feed(chunk: Buffer): Buffer;
  /** All bytes have come; throws when the body is incomplete or does not match. */
  end(): void;
}

/** Runs a whole body through a filter. */
export function filterWhole(filter: BodyFilter, body: Buffer): Buffer {
  const decoded = filter.feed(body);
  filter.end();
  return decoded;
}
