import { hash } from 'node:crypto';
import { PageScanner } from './page-scanner.ts';
import type { WireItem } from './wire-item.ts';

/** What an item is: the digest of its canonical form and how long that is. */
export interface ItemDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The digest (SHA-256, hex) of one item, the same as a scan of its table gives. For the platform's write ledger. */
export function itemDigest(item: WireItem): ItemDigest {
  let found: ItemDigest = { sha256: '', sizeBytes: 0 };
  new PageScanner({ key: [] }).scan(Buffer.from(JSON.stringify({ Item: item })), ({ canonical }) => {
    found = { sha256: hash('sha256', canonical, 'hex'), sizeBytes: canonical.length };
  });
  return found;
}
