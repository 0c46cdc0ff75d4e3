import { describe, expect, test } from 'vitest';
import { personPage } from './person.ts';
import { markedPerson } from './testing/person-page.ts';

const html = personPage(markedPerson);

describe('personPage()', () => {
  test('escapes what it is told and asks nothing of any network', () => {
    expect(html).toContain('<bdi>A &amp; B &lt;b&gt;N&#39;Diaye&lt;/b&gt;</bdi>');
    expect(html).not.toMatch(/https?:|<script|href="(?!data:)/);
  });

  test('marks a minutia where it is, its tail along its direction', () => {
    // Direction 64 is a quarter turn: the tail runs from 5 to 15 px above the place, since y grows downwards.
    expect(html).toContain('M95.0 120.0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M100.0 115.0L100.0 105.0');
    expect(html).toContain('1 ending, 1 fork');
  });

  test('shows every finger, preset, condition and face', () => {
    expect(html.match(/<image /g)).toHaveLength(10 + 30 + 2 + 1 + 2);
    for (const words of ['Right thumb', 'Left little', 'what hard shows', 'dry', 'what portrait shows', 'hotspot inspect person:17 --seed 7']) expect(html).toContain(words);
  });
});
