import type { ClaimModule } from './answer.ts';
import { insideTheAccount } from './claims/dr-c1-inside-the-account.ts';
import { daily } from './claims/dr-c2-daily.ts';
import { hoursOfDowntime } from './claims/dr-c3-hours-of-downtime.ts';
import { anySecond } from './claims/dr-c4-any-second.ts';
import { retention } from './claims/dr-c5-retention.ts';
import { backupsEncrypted } from './claims/dr-c6-backups-encrypted.ts';
import { anotherRegion } from './claims/dr-c7-another-region.ts';
import { versioning } from './claims/dr-c8-versioning.ts';
import { separateAccount } from './claims/dr-c9-separate-account.ts';
import { covered } from './claims/dr-c10-covered.ts';
import { inHouse } from './claims/dr-c11-in-house.ts';
import { attestations } from './claims/dr-c12-attestations.ts';
import { atRest } from './claims/sec-c1-at-rest.ts';
import { tls } from './claims/sec-c2-tls.ts';
import { insideVpc } from './claims/sec-c3-inside-vpc.ts';
import { leastPrivilege } from './claims/sec-c4-least-privilege.ts';
import { mfa } from './claims/sec-c5-mfa.ts';
import { auditTrail } from './claims/sec-c6-audit-trail.ts';
import { watched } from './claims/sec-c7-watched.ts';
import { secrets } from './claims/sec-c8-secrets.ts';

/** Every claim that an audit tests, in the order of the documents. A claim of a config that is not here stays open. */
export const CLAIMS: readonly ClaimModule[] = [insideTheAccount, daily, hoursOfDowntime, anySecond, retention, backupsEncrypted, anotherRegion, versioning, separateAccount, covered, inHouse, attestations, atRest, tls, insideVpc, leastPrivilege, mfa, auditTrail, watched, secrets];
