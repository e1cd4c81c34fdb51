import { dynamodbTrial } from './dynamodb-trial.ts';
import { ebsTrial } from './ebs-trial.ts';
import { efsTrial } from './efs-trial.ts';
import { rdsTrial } from './rds-trial.ts';
import { s3Trial } from './s3-trial.ts';
import type { Trial } from './trial.ts';

/** Every service whose points an audit can restore. */
export const TRIALS: ReadonlyMap<string, Trial> = new Map([rdsTrial, dynamodbTrial, efsTrial, ebsTrial, s3Trial].map((trial) => [trial.service, trial]));
