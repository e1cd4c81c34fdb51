import { testKills } from './sigkill.ts';

testKills('s3-bucket-deletion');
