/** What ddb-verify scans: 100 pages of a megabyte in four segments. */
export const PAGES = 100;
export const SEGMENTS = 4;
export const PAGE_BYTES = 1_000_000;
