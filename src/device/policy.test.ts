import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backlogParallel, captureRetryMs, connectDeadlineMs, flushDelayMs, nextStep, pingDeadlineMs, pingEveryMs, reconnectDelayMs, resendDelayMs,
  sendsFresh, sessionLifeMsMin, stallMs, transferMs,
} from './policy.ts';

/** gprs-rural and 4g-rural-balkan of networks.md, section 1. */
const gprs = { pacedRateBytesPerS: 2000, rttMs: 1300 };
const lte = { pacedRateBytesPerS: null, rttMs: 65 };

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('capturing', () => {
  test('captureRetryMs() tries again after busy, with growing pauses, and gives up at the third failure', () => {
    expect([1, 2, 3].map((failures) => captureRetryMs('111', failures))).toEqual([500, 1000, null]);
  });

  test('captureRetryMs() gives up at once where another try cannot help', () => {
    expect(['100', '103', '106', '107', '108', '109', '112'].map((code) => captureRetryMs(code, 1))).toEqual(Array(7).fill(null));
  });
});

describe('sending', () => {
  test('sendsFresh() stores only when the link is known down', () => {
    expect([sendsFresh(false), sendsFresh(true)]).toEqual([true, false]);
  });

  test('backlogParallel() sends one at a time over a paced link', () => {
    expect([backlogParallel(gprs), backlogParallel(lte)]).toEqual([1, 4]);
  });

  test('flushDelayMs() spreads over the outage, 20 s at most', () => {
    expect([flushDelayMs(3000, 0.5), flushDelayMs(3_600_000, 0.5), flushDelayMs(0, 0.9)]).toEqual([1500, 10_000, 0]);
  });

  test('resendDelayMs() doubles to 10 s; the draw moves the upper half', () => {
    expect([1, 2, 3, 7, 50].map((failures) => resendDelayMs(failures, 0))).toEqual([125, 250, 500, 5000, 5000]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), unit, (failures, u) => {
      const delayMs = resendDelayMs(failures, u);
      expect(delayMs >= resendDelayMs(failures, 0) && delayMs <= 2 * resendDelayMs(failures, 0)).toBe(true);
    }));
  });

  test('nextStep() of a POST', () => {
    const steps = [200, 202, 204, 400, 403, 404, 409, 500, 502].map((status) => nextStep('POST', status, null, 0));
    const again = { step: 'again', afterMs: null };
    const refused = { step: 'refused' };
    expect(steps).toEqual([{ step: 'answer' }, { step: 'poll', afterMs: 0 }, refused, refused, refused, refused, refused, again, again]);
  });

  test('nextStep() of a GET polls on after 204 and posts again after 404', () => {
    expect([204, 404].map((status) => nextStep('GET', status, null, 0))).toEqual([{ step: 'poll', afterMs: 1000 }, { step: 'again', afterMs: null }]);
  });

  test('nextStep() honours Retry-After, a tenth more at most', () => {
    expect([413, 429, 503].map((status) => nextStep('POST', status, 7, 0))).toEqual(Array(3).fill({ step: 'again', afterMs: 7000 }));
    expect(nextStep('POST', 503, 7, 0.5)).toEqual({ step: 'again', afterMs: 7350 });
    expect(nextStep('POST', 503, 0, 0.5), 'at once would be no pause').toEqual({ step: 'again', afterMs: null });
  });

  test('nextStep() gives up a file that is too large, unless told to come back', () => {
    expect(nextStep('POST', 413, null, 0)).toEqual({ step: 'refused' });
  });
});

describe('judging the link', () => {
  test('transferMs() guesses 100 KB/s for a link that is not paced', () => {
    expect([transferMs(gprs, 4000), transferMs(lte, 4000)]).toEqual([2000, 40]);
  });

  test('connectDeadlineMs() leaves a healthy handshake twice its time: 4.6 s measured at 2 KB/s and 1300 ms', () => {
    expect(connectDeadlineMs(gprs)).toBe(10_200);
    expect(connectDeadlineMs(lte)).toBe(2320);
  });

  test('reconnectDelayMs() doubles to 5 s', () => {
    expect([1, 2, 3, 4, 5, 99].map((failures) => reconnectDelayMs(failures, 0))).toEqual([250, 500, 1000, 2000, 2500, 2500]);
  });

  test('pingDeadlineMs() and stallMs() are above the way of the queued bytes and a round trip', () => {
    fc.assert(fc.property(fc.integer({ min: 1000, max: 99_000 }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 4_000_000 }), (rate, rttMs, bytes) => {
      const link = { pacedRateBytesPerS: rate, rttMs };
      const drainMs = transferMs(link, bytes);
      expect(pingDeadlineMs(link, drainMs)).toBeGreaterThan(drainMs + rttMs);
      expect(stallMs(link, drainMs, 20_000)).toBeGreaterThan(20_000 + drainMs + rttMs);
    }));
  });

  test('pingEveryMs() and sessionLifeMsMin()', () => {
    expect([pingEveryMs(true), pingEveryMs(false), sessionLifeMsMin(lte)]).toEqual([3000, 15_000, 1130]);
  });
});
