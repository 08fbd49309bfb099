import { describe, expect, it } from 'vitest';
import { matches } from './matching';
import { sampleEvent } from './sampleEvent';

const push = sampleEvent();
const refused = sampleEvent({
  errorCode: 'AccessDenied',
  errorMessage: 'User: x is not authorized',
  requestParameters: null,
});

describe('filter tokens', () => {
  it.each([
    ['EventSource', '=', 'ecr.amazonaws.com', true],
    ['EventSource', '=', 'ECR.amazonaws.com', false],
    ['EventSource', ':', 'ECR', true],
    ['EventName', '^', 'put', true],
    ['EventName', '!^', 'put', false],
    ['EventName', '!=', 'PutImage', false],
    ['ResourceName', '=', 'team/app', true],
    ['ResourceName', '=', 'arn:aws:ecr:us-east-1:123456789012:repository/team/app', true],
    ['ImageTag', '=', '1.0', true],
    ['ErrorCode', '=', 'AccessDenied', false],
    ['ErrorCode', '!=', 'AccessDenied', true],
    ['Result', '=', 'OK', true],
    ['ReadOnly', '=', 'false', true],
    ['NoSuchField', '=', '', false],
    ['', ':', 'SKOPEO', true],
    ['', '!:', 'skopeo', false],
  ])('%s %s %s', (property, operator, value, expected) => {
    expect(matches(push, { property, operator, value })).toBe(expected);
  });

  it('find refusals by their code and by words of the message', () => {
    expect(matches(refused, { property: 'Result', operator: '=', value: 'Error' })).toBe(true);
    expect(matches(refused, { property: 'ErrorMessage', operator: ':', value: 'authorized' })).toBe(
      true,
    );
  });

  it('take networks for addresses', () => {
    const inside = { property: 'SourceIP', operator: '=', value: '10.1.0.0/16' };
    expect(matches(push, inside)).toBe(true);
    expect(matches(push, { ...inside, operator: '!=' })).toBe(false);
    expect(matches(push, { ...inside, value: '10.2.0.0/16' })).toBe(false);
  });
});
