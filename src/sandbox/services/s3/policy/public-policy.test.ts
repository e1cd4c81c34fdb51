import { expect, test } from 'vitest';
import { isPublicPolicy } from './public-policy.ts';

const policy = (statement: object): string => JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] });

test.each([
  ['everyone', { Principal: '*' }], ['everyone as an AWS principal', { Principal: { AWS: ['111111111111', '*'] } }],
  ['a condition that is itself open', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }], ['any address', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }],
  ['a condition about something else', { Principal: '*', Condition: { StringEquals: { 's3:prefix': 'a' } } }], ['a negative condition', { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } } }],
])('a policy for %s is public', (_, statement) => {
  expect(isPublicPolicy(policy(statement))).toBe(true);
});

test.each([
  ['one account', { Principal: { AWS: '111111111111' } }], ['everyone of one account', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } } }],
  ['nobody', { Effect: 'Deny', Principal: '*' }], ['a network', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
])('a policy for %s is not public', (_, statement) => {
  expect(isPublicPolicy(policy(statement))).toBe(false);
});
