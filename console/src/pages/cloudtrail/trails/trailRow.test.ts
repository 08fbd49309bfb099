import { expect, it } from 'vitest';
import { logGroupName, trailState } from './trailRow';

it.each([
  [undefined, 'Reading'],
  [{ IsLogging: true }, 'Logging'],
  [{ IsLogging: false }, 'Off'],
  [{ IsLogging: true, LatestDeliveryError: 'AccessDenied' }, 'Error: AccessDenied'],
  [{ IsLogging: true, LatestDeliveryError: '' }, 'Logging'],
])('a trail with status %j is: %s', (status, text) => {
  expect(trailState({ status, failure: null }).text).toBe(text);
});

it('reads the name of a log group from its ARN', () => {
  expect(logGroupName('arn:aws:logs:us-east-1:1:log-group:/aws/a:b:*')).toBe('/aws/a:b');
  expect(logGroupName(undefined)).toBe('');
});
