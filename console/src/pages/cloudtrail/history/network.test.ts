import { expect, it } from 'vitest';
import { inNetwork, isNetwork } from './network';

it.each([
  ['10.0.0.1', '10.0.0.0/8', true],
  ['11.0.0.1', '10.0.0.0/8', false],
  ['10.0.0.1', '10.0.0.1/32', true],
  ['10.0.0.2', '10.0.0.1/32', false],
  ['203.0.113.9', '0.0.0.0/0', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['::1', '::/0', true],
  ['10.0.0.1', '::/0', false],
  ['ecr.amazonaws.com', '10.0.0.0/8', false],
])('%s in %s: %s', (address, network, expected) => {
  expect(inNetwork(address, network)).toBe(expected);
});

it.each([
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0/8',
  '10.0.0.256/8',
  '::/129',
  '1::2::3/8',
  'x/8',
  '/8',
])('%s is no network', text => {
  expect(isNetwork(text)).toBe(false);
});
