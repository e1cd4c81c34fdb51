import { describe, expect, it } from 'vitest';
import type { Posture, RunEvent, RunStarted } from '#contract/events';
import { encryptedAtRest, insideTheVpc } from './claims-of-settings.ts';

const started = { stores: [{ id: 'DR-S1' }], target: { kind: 'sandbox', accounts: { platform: '111111111111' } } } as unknown as RunStarted;
const read = (moment: 'baseline' | 'end', posture: Posture, seq: number): RunEvent => ({ seq, type: 'posture.read', data: { store: 'DR-S1', moment, resource: 'db', posture, comparators: {} } }) as unknown as RunEvent;
const groups = { subnetGroup: 'private', securityGroups: ['sg-1'] };

describe('claims that settings answer', () => {
  it('are confirmed of the account at hand, with the fact that shows it', () => {
    const events = [read('baseline', { ...groups }, 3), read('end', { ...groups, storageEncrypted: true, publiclyAccessible: false }, 9)];
    expect(encryptedAtRest('SEC-C1', { started, events })).toMatchObject({ result: 'confirmed', why: expect.stringContaining('sandbox account 111111111111 only'), evidence: 'events.ndjson#seq=9' });
    expect(insideTheVpc('SEC-C3', { started, events })).toMatchObject({ result: 'confirmed' });
  });

  it('are refuted by what came back open, unencrypted or in other groups', () => {
    const events = [read('baseline', { ...groups }, 3), read('end', { ...groups, securityGroups: ['sg-default'], storageEncrypted: false, publiclyAccessible: true }, 9)];
    expect(encryptedAtRest('SEC-C1', { started, events })).toMatchObject({ result: 'refuted', why: expect.stringContaining('storageEncrypted') });
    expect(insideTheVpc('SEC-C3', { started, events })).toMatchObject({ result: 'refuted', why: expect.stringContaining('publiclyAccessible, securityGroups') });
  });

  it('stay open where nobody read the settings after the recovery', () => {
    expect(encryptedAtRest('SEC-C1', { started, events: [read('baseline', { storageEncrypted: true }, 3)] })).toMatchObject({ result: 'open' });
    expect(insideTheVpc('SEC-C3', { started, events: [read('end', { versioning: 'Enabled' }, 3)] })).toMatchObject({ result: 'open' });
  });
});
