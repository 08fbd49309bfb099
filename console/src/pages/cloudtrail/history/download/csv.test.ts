import { expect, it } from 'vitest';
import { csvText } from './csv';

it('quotes what would end a cell', () => {
  expect(csvText([['a', 'b,c', 'd"e', 'f\ng']])).toBe('a,"b,c","d""e","f\ng"\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes %j harmless', text => {
  expect(
    csvText([[text]])
      .replace(/^"/, '')
      .startsWith("'"),
  ).toBe(true);
});

it('leaves other cells as they are', () => {
  expect(csvText([['10.0.0.1', 'a=b', '']])).toBe('10.0.0.1,a=b,\r\n');
});
