import { testKills } from './sigkill.ts';

testKills('ebs-volume-loss');
