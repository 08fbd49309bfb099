import { describe, expect, it } from 'vitest';
import type { FilterToken } from '../../../url/filters';
import { lookupPlan } from './lookup';

const token = (property: string, operator: string, value: string): FilterToken => ({
  property,
  operator,
  value,
});

describe('what LookupEvents is asked', () => {
  it('is nothing without an exact attribute', () => {
    const tokens = [token('EventName', ':', 'Put'), token('ErrorCode', '=', 'AccessDenied')];
    expect(lookupPlan(tokens)).toEqual({ attribute: null, asked: null, narrowing: tokens });
  });

  it('is the one attribute there is', () => {
    const source = token('EventSource', '=', 'ecr.amazonaws.com');
    const plan = lookupPlan([source]);
    expect(plan.attribute).toEqual({
      AttributeKey: 'EventSource',
      AttributeValue: 'ecr.amazonaws.com',
    });
    expect(plan.narrowing).toEqual([]);
  });

  it('is the attribute that finds fewest events; the others narrow', () => {
    const source = token('EventSource', '=', 'ecr.amazonaws.com');
    const key = token('AccessKeyId', '=', 'AKIAEXAMPLE');
    const error = token('ErrorCode', '=', 'AccessDenied');
    const plan = lookupPlan([source, error, key]);
    expect(plan.asked).toBe(key);
    expect(plan.narrowing).toEqual([source, error]);
  });

  it('is no value that the service would refuse', () => {
    expect(lookupPlan([token('Username', '=', '')]).attribute).toBeNull();
    expect(lookupPlan([token('Username', '=', '_'.repeat(1001))]).attribute).toBeNull();
    expect(lookupPlan([token('Username', '=', 'x'.repeat(2000))]).attribute).not.toBeNull();
  });
});
