import { open } from '../answer.ts';
import type { ClaimModule } from '../answer.ts';

/** DR-C12: SOC 2 and the AWS Foundational Technical Review are held. */
export const attestations: ClaimModule = { id: 'DR-C12', needs: [], judge: () => open('reports of auditors are no setting of an account: ask for the SOC 2 report and the letter of the review, with their dates and scope') };
