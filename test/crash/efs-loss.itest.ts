import { testKills } from './sigkill.ts';

testKills('efs-loss');
