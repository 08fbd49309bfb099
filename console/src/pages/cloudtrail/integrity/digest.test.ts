import { expect, it } from 'vitest';
import { digestEnd, digestKeyAt, digestOf } from './digest';

const TRAIL = {
  Name: 'books',
  HomeRegion: 'us-east-1',
  S3KeyPrefix: 'p',
  TrailARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/books',
};
const KEY =
  'p/AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2026/01/31/123456789012_CloudTrail-Digest_eu-west-1_books_us-east-1_20260131T100000Z.json.gz';
const END = new Date('2026-01-31T10:00:00Z');

it('names keys as CloudTrail does', () => {
  expect(digestKeyAt(TRAIL, 'eu-west-1', END)).toBe(KEY);
});

it('reads the time from a key, and refuses those of other trails', () => {
  expect(digestEnd(TRAIL, 'eu-west-1', KEY)).toEqual(END);
  expect(digestEnd(TRAIL, 'eu-west-1', KEY.replace('.json.gz', '_backfill.json.gz'))).toEqual(END);
  expect(digestEnd({ ...TRAIL, Name: 'other' }, 'eu-west-1', KEY)).toBeNull();
  expect(digestEnd(TRAIL, 'eu-west-1', KEY.replace('Z.json', '.json'))).toBeNull();
});

it.each(['', 'not json', '{}', '{"logFiles": 1}'])('%j is no digest', text => {
  expect(digestOf(new TextEncoder().encode(text))).toBeNull();
});
