import { testKills } from './sigkill.ts';

testKills('dynamodb-table-loss');
