import { sha256 } from '#kit/digest';
import type { Place } from '../../service.ts';
import { defaultSecurityGroup, defaultSubnets, defaultVpc } from '../rds/ids.ts';

/** An availability zone and the default subnet in it. */
export interface Zone {
  readonly name: string;
  readonly id: string;
  readonly subnetId: string;
  readonly cidr: string;
}

const SHORT: Readonly<Record<string, string>> = { 'us-west-2': 'usw2', 'us-east-2': 'use2', 'us-east-1': 'use1' };

/** The three zones of a region, with the subnets that RDS's default subnet group names. */
export function zonesOf(place: Place): readonly Zone[] {
  return ['a', 'b', 'c'].map((letter, i) => ({
    name: `${place.region}${letter}`, id: `${SHORT[place.region] ?? place.region}-az${i + 1}`, subnetId: defaultSubnets(place)[i] ?? '', cidr: `172.31.${i * 16}.0/20`,
  }));
}

export function zoneNamed(place: Place, name: string): Zone | null {
  return zonesOf(place).find((zone) => zone.name === name || zone.id === name) ?? null;
}

/** The one VPC of an account in a region, and its default security group: the same that RDS uses. */
export function vpcOf(place: Place): { readonly vpcId: string; readonly groupId: string } {
  return { vpcId: defaultVpc(place), groupId: defaultSecurityGroup(place) };
}

/** A computer that volumes are attached to: a record, nothing runs. */
export interface ComputeInstance extends Place {
  readonly id: string;
  readonly zone: Zone;
  readonly address: string;
}

/** The compute instance of the reference platform, in its account and primary region. */
const PORTAL_INSTANCE = { account: '111111111111', region: 'us-west-2', id: 'i-0a1b2c3d4e5f60718' } as const;

/** The one compute instance of an account in a region, in its first zone; elsewhere than on the platform it stands by for what is restored there. */
export function instanceOf(place: Place): ComputeInstance {
  const { account, region, id } = PORTAL_INSTANCE;
  const [zone] = zonesOf(place);
  if (!zone) throw new TypeError(`the region ${place.region} has no zone`);
  return { ...place, id: place.account === account && place.region === region ? id : `i-0${sha256(`instance/${place.account}/${place.region}`).slice(0, 16)}`, zone, address: '172.31.0.10' };
}
