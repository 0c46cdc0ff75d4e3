import { describe, expect, test } from 'vitest';
import { linkSettings, transferMs } from './link-profile.ts';
import { linkProfileNames, loadLinkProfile } from './load.ts';

describe('linkSettings', () => {
  // Whole KB/s down / up that the profiles' rates, round trips and losses give by Mathis's formula.
  test.each([
    ['gprs-rural', 2, 2], ['2g', 4, 4], ['edge', 30, 25], ['edge-lossy', 21, 21], ['3g-slow', 97, 41], ['3g', 133, 96], ['4g-rural-balkan', 613, 613], ['4g-rural-casia', 219, 219],
    ['4g-rural-wafrica', 77, 77], ['vsat-geo', 2375, 312], ['vsat-contended', 125, 32], ['starlink', 343, 343], ['certus-100', 11, 3], ['certus-700', 31, 31],
  ])('linkSettings() compiles %s to %i / %i KB/s', (id, down, up) => {
    const settings = linkSettings(loadLinkProfile(id));
    expect([settings.rateKBPerSDown, settings.rateKBPerSUp]).toEqual([down, up]);
  });

  test('linkSettings() sets half of the round trip in each direction', () => {
    expect(linkSettings(loadLinkProfile('vsat-geo')).oneWayDelayMs).toBe(325);
  });

  test('transferMs() is the round trip plus bytes by rate', () => {
    // 100 kB at 25 KB/s, 840 ms, and a small answer at 30 KB/s.
    expect(transferMs(linkSettings(loadLinkProfile('edge')), 100_000)).toBeCloseTo(840 + 4000 + 33.3, 1);
  });

  test('every shipped profile loads', () => {
    expect(linkProfileNames().map((id) => loadLinkProfile(id).title).length).toBe(14);
  });
});
