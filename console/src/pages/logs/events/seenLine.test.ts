import { expect, it } from 'vitest';
import { lineText, seenLine } from './seenLine';

const line = (message: string) => seenLine({ timestamp: 0, message }, '1', 's');
const RECORD = {
  eventName: 'PutImage',
  eventSource: 'ecr.amazonaws.com',
  eventTime: '2026-01-31T10:00:00Z',
  sourceIPAddress: '10.0.0.1',
  requestParameters: { repositoryName: 'team/app', imageTag: '1.0' },
  userIdentity: { type: 'IAMUser', userName: 'ci' },
};

it('tells a record as a sentence', () => {
  expect(lineText(line(JSON.stringify(RECORD)))).toBe(
    'ci did PutImage on team/app:1.0 from 10.0.0.1 → OK',
  );
});

it('tells refusals, roles and services', () => {
  const refused = { ...RECORD, errorCode: 'AccessDenied' };
  expect(lineText(line(JSON.stringify(refused)))).toMatch(/→ AccessDenied$/);
  const role = {
    type: 'AssumedRole',
    principalId: 'AROA:session',
    sessionContext: { sessionIssuer: { userName: 'builder' } },
  };
  const worn = { ...RECORD, userIdentity: role };
  expect(lineText(line(JSON.stringify(worn)))).toMatch(/^builder\/session did /);
  const service = { ...RECORD, userIdentity: { invokedBy: 'AWS Internal' } };
  expect(lineText(line(JSON.stringify(service)))).toMatch(/^AWS Internal did /);
});

it('shows the first line of what is no record', () => {
  expect(lineText(line('first\nsecond'))).toBe('first');
  expect(lineText(line('{"a": 1}'))).toBe('{"a": 1}');
  expect(line('{broken').json).toBeUndefined();
});
