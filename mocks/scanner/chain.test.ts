import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainHash } from './chain.ts';

const first = 'BDDBDF7E9DF02F902EE5DD61B2B513D7566A2112FF97DB7DC3B6D184A43EF0E3';

test('chainHash() of "abc" after nothing, and of "def" after that: computed apart from this code', () => {
  expect(chainHash('', Buffer.from('abc'))).toBe(first);
  expect(chainHash(first, Buffer.from('def'))).toBe('D06FFD66589038DEEA66A68731881D1D14470238326C1C55C4855C1DA9F9A1DC');
});

test('chainHash() takes SHA-256 of nothing for an empty previous hash, in either case', () => {
  const nothing = createHash('sha256').digest('hex');
  expect([chainHash(nothing, Buffer.from('abc')), chainHash(nothing.toUpperCase(), Buffer.from('abc'))]).toEqual([first, first]);
});
