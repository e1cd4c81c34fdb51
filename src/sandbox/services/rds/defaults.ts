import type { Place } from '../../service.ts';
import { defaultSecurityGroup, defaultSubnets } from './ids.ts';
import type { InstanceSettings, OptionGroup, ParameterGroup, SubnetGroup } from './model.ts';
import type { RdsState } from './state.ts';

export const FAMILY = 'postgres18';
export const ENGINE_VERSION = '18.4';
export const DEFAULT_PARAMETER_GROUP = 'default.postgres18';
export const DEFAULT_OPTION_GROUP = 'default:postgres-18';
export const DEFAULT_SUBNET_GROUP = 'default';
export const CA_CERTIFICATE = 'rds-ca-rsa2048-g1';
/** What RDS for PostgreSQL listens on; here each instance has a port of its own on 127.0.0.1. */
export const POSTGRES_PORT = 5432;

/** What an instance is attached to when the request names nothing else: also what a restore attaches, whatever its source had. */
export function defaultAttachments(place: Place): Pick<InstanceSettings, 'parameterGroup' | 'optionGroup' | 'subnetGroup' | 'securityGroups' | 'multiAz' | 'deletionProtection' | 'publiclyAccessible' | 'autoMinorVersionUpgrade' | 'copyTagsToSnapshot' | 'caCertificate' | 'told'> {
  return {
    parameterGroup: DEFAULT_PARAMETER_GROUP,
    optionGroup: DEFAULT_OPTION_GROUP,
    subnetGroup: DEFAULT_SUBNET_GROUP,
    securityGroups: [defaultSecurityGroup(place)],
    multiAz: false,
    deletionProtection: false,
    // In the default VPC, which has an internet gateway, RDS makes an instance public unless told otherwise (API reference, PubliclyAccessible).
    publiclyAccessible: true,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: false,
    caCertificate: CA_CERTIFICATE,
    told: {},
  };
}

/** A parameter group by name, the default one included; null when there is none. */
export function parameterGroup(state: RdsState, place: Place, name: string): ParameterGroup | null {
  if (name === DEFAULT_PARAMETER_GROUP) return { ...place, name, ref: '', family: FAMILY, description: 'Default parameter group for postgres18', values: {}, tags: {} };
  return state.parameterGroups.find(place, name);
}

/** A subnet group by name, the default VPC's one included. */
export function subnetGroup(state: RdsState, place: Place, name: string): SubnetGroup | null {
  if (name === DEFAULT_SUBNET_GROUP) return { ...place, name, ref: '', description: 'default', subnets: defaultSubnets(place), tags: {} };
  return state.subnetGroups.find(place, name);
}

/** An option group by name, the default one included. */
export function optionGroup(state: RdsState, place: Place, name: string): OptionGroup | null {
  if (name === DEFAULT_OPTION_GROUP) return { ...place, name, ref: '', description: 'Default option group for postgres 18', majorVersion: '18', tags: {} };
  return state.optionGroups.find(place, name);
}
