import { dateOfMicros } from '#kit/dates';
import type { ManagedPolicy, PolicyVersion, Principal } from './model.ts';

/** A user or a role as IAM tells it. */
export function principalView(principal: Principal): object {
  const { arn, kind, path, name, id, created, boundary, trust, description, max_session } = principal;
  const common = { Path: path, Arn: arn, CreateDate: dateOfMicros(created), ...(boundary === null ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }) };
  if (kind === 'user') return { ...common, UserName: name, UserId: id };
  return {
    ...common, RoleName: name, RoleId: id, AssumeRolePolicyDocument: told(trust ?? ''),
    ...(description === null ? {} : { Description: description }), ...(max_session === null ? {} : { MaxSessionDuration: max_session }),
  };
}

/** A managed policy as IAM tells it; lists leave the description out. */
export function policyView({ arn, path, name, id, created, updated, current, description }: ManagedPolicy, attachments: number): object {
  return {
    PolicyName: name, PolicyId: id, Arn: arn, Path: path, DefaultVersionId: `v${current}`, AttachmentCount: attachments, IsAttachable: true,
    CreateDate: dateOfMicros(created), UpdateDate: dateOfMicros(updated), ...(description === null ? {} : { Description: description }),
  };
}

export function versionView({ version, document, created }: PolicyVersion, current: number, withDocument: boolean): object {
  return { VersionId: `v${version}`, IsDefaultVersion: version === current, CreateDate: dateOfMicros(created), ...(withDocument ? { Document: told(document) } : {}) };
}

/** Documents go out percent-encoded (RFC 3986), as IAM's reference says of every one. */
export function told(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
