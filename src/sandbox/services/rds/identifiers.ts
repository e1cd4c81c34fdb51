import { errors } from './errors.ts';

const RULE = 'It must begin with a letter, contain only ASCII letters, digits, and hyphens, and not end with a hyphen or contain two consecutive hyphens.';

/** A new instance's identifier in lower case, as RDS keeps it. Throws InvalidParameterValue. */
export function newInstanceName(given: string, member = 'DBInstanceIdentifier'): string {
  return checked(given, member, 63);
}

/** A new snapshot's identifier in lower case. Prefixes of RDS and AWS Backup (`rds:`, `awsbackup:`) are theirs alone: a colon is not allowed. */
export function newSnapshotName(given: string, member = 'DBSnapshotIdentifier'): string {
  return checked(given, member, 255);
}

/** A new parameter or option group's name in lower case. */
export function newGroupName(given: string, member: string): string {
  const name = checked(given, member, 255);
  if (name === 'default') throw errors.invalidValue(`The parameter ${member} must not be "default".`);
  return name;
}

/** A new subnet group's name: also digits first, periods, underscores and spaces. */
export function newSubnetGroupName(given: string): string {
  const name = given.toLowerCase();
  if (!/^[a-z0-9._ -]{1,255}$/.test(name) || name === 'default') throw errors.invalidValue('The parameter DBSubnetGroupName must have 1 to 255 letters, digits, periods, underscores, spaces or hyphens and must not be default.');
  return name;
}

function checked(given: string, member: string, longest: number): string {
  const name = given.toLowerCase();
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name.endsWith('-') || name.includes('--') || name.length > longest) throw errors.invalidValue(`The parameter ${member} is not a valid identifier. ${RULE}`);
  return name;
}
