import type { ClaimModule } from '../answer.ts';
import { copiedDaily } from '../copied-daily.ts';

/** DR-C7: backups are copied to another region: of every store, how old the newest copy there is, and whether its key serves. */
export const anotherRegion: ClaimModule = { id: 'DR-C7', needs: ['store', 'vault', 'point', 'key', 'bucket', 'other-points'], judge: (known) => copiedDaily(known, { where: 'another region', there: (store, place) => place.region !== store.region }) };
