import type { Operation } from '../../../service.ts';
import { requireInstance } from '../find.ts';
import { rdsArn } from '../ids.ts';
import { text } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import type { Instance } from '../model.ts';
import { listing } from '../operation.ts';
import { filtered, pageOf, type FilterFields } from '../paging.ts';

const FIELDS: FilterFields<Instance> = {
  'db-instance-id': (instance) => [instance.name, rdsArn('db', instance)],
  'dbi-resource-id': ({ ref }) => ref,
  engine: () => 'postgres',
  'db-cluster-id': () => '',
  domain: () => '',
};

/** All instances, or the one that is named. */
export const describeDbInstances: Operation = listing('DescribeDBInstances', 'db', (scope, input) => {
  const given = text(input, 'DBInstanceIdentifier');
  const all = given === undefined ? scope.state.instances.list(scope.place) : [requireInstance(scope, given)];
  const { page, ...marker } = pageOf(input, filtered(input, all, FIELDS), ({ name }) => name);
  return { DBInstances: page.map((instance) => instanceOutput(scope.context, instance)), ...marker };
});
