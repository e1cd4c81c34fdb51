import { testKills } from './sigkill.ts';

testKills('rds-loss');
