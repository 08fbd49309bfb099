import { describe, expect, it } from 'vitest';
import { type FilterToken, tokenOf, tokensOf, tokenText, withTokens } from './filters';
import { withValue } from './state';

describe('filters in the address', () => {
  const tokens: FilterToken[] = [
    { property: 'EventSource', operator: '=', value: 'ecr.amazonaws.com' },
    { property: 'name', operator: ':', value: 'a~b&f=c#d é' },
    { property: '', operator: '!:', value: 'free text' },
  ];

  it('come back as they went, hostile values too', () => {
    const params = withTokens(new URLSearchParams('unknown=kept&f=old~eq~x'), tokens);
    const read = new URLSearchParams(params.toString());
    expect(tokensOf(read)).toEqual(tokens);
    expect(read.get('unknown')).toBe('kept');
  });

  it('read as people write them', () => {
    expect(tokenText(tokens[0]!)).toBe('EventSource~eq~ecr.amazonaws.com');
  });

  it.each(['', 'name', 'name~eq', 'name~no~x'])('%j is none', text => {
    expect(tokenOf(text)).toBeNull();
  });
});

describe('state in the address', () => {
  it('leaves defaults out and everything else alone', () => {
    const before = new URLSearchParams('tab=activity&x=1');
    expect(withValue(before, 'tab', 'images', 'images').toString()).toBe('x=1');
    expect(withValue(before, 'tab', 'settings', 'images').toString()).toBe('tab=settings&x=1');
  });
});
