/** Bytes of one WAL segment of our clusters. */
export const SEGMENT_BYTES = 1_048_576;

const SEGMENTS_PER_LOG = 0x1_0000_0000 / SEGMENT_BYTES;

/** PostgreSQL's `16/B374D848` as a byte position of the log. */
export function lsnOf(text: string): number {
  const [high = '', low = ''] = text.split('/');
  return Number.parseInt(high, 16) * 0x1_0000_0000 + Number.parseInt(low, 16);
}

/** The reverse of `lsnOf`. */
export function lsnText(lsn: number): string {
  return `${Math.floor(lsn / 0x1_0000_0000).toString(16).toUpperCase()}/${(lsn % 0x1_0000_0000).toString(16).toUpperCase()}`;
}

/** Where the segment of a position begins. */
export function segmentStart(lsn: number): number {
  return lsn - (lsn % SEGMENT_BYTES);
}

/** File name of the segment that holds a position. */
export function segmentName(timeline: number, lsn: number): string {
  const segment = Math.floor(lsn / SEGMENT_BYTES);
  return [timeline, Math.floor(segment / SEGMENTS_PER_LOG), segment % SEGMENTS_PER_LOG].map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');
}
