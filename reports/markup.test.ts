import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeMarkup, markup } from './markup.ts';

describe('markup', () => {
  test('markup escapes text, keeps markup, joins lists and drops null', () => {
    expect(markup`<p title="${'"<&>\''}">${[markup`<b>${1}</b>`, ' & ', null, ['x']]}</p>`.text).toBe('<p title="&quot;&lt;&amp;&gt;&#39;"><b>1</b> &amp; x</p>');
  });

  test('escapeMarkup() lets nothing through that ends a text or an attribute, and only what XML 1.0 allows', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeMarkup(text)).toMatch(/^(?:[\t\n\r\u0020\u0021\u0023-\u0025\u0028-\u003B\u003D\u003F-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|&(?:amp|lt|gt|quot|#39);)*$/u);
    }));
  });
});
