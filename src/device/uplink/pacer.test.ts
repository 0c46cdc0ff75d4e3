import { Writable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../core/clock.ts';
import { Pacer } from './pacer.ts';

/** The pacer's time is the fake timers'. */
const clock: Clock = { nowMs: () => performance.now(), wallMs: () => 0 };

/** What went to the link, slice by slice. */
let sent: { name: string; bytes: number; atMs: number }[];
let startMs: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.advanceTimersByTime(1000);
  sent = [];
  startMs = performance.now();
});
afterEach(() => vi.useRealTimers());

function upload(name: string): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      sent.push({ name, bytes: chunk.length, atMs: performance.now() - startMs });
      done();
    },
  });
}

const names = (): string => sent.map(({ name }) => name).join('');
const bytesOf = (name: string): number => sent.filter((slice) => slice.name === name).reduce((sum, { bytes }) => sum + bytes, 0);
const endOf = (name: string): number => sent.findLast((slice) => slice.name === name)!.atMs;

describe('a link without a rate', () => {
  test('gets a file whole and at once', () => {
    new Pacer(null, clock).send(upload('a'), Buffer.alloc(100_000));
    expect(sent).toEqual([{ name: 'a', bytes: 100_000, atMs: 0 }]);
  });

  test('counts the way of its bytes at 100 KB/s', () => {
    const pacer = new Pacer(null, clock);
    pacer.send(upload('a'), Buffer.alloc(100_000));
    /** 20 ms are forgiven. */
    expect(pacer.drainMs()).toBeCloseTo(980, 6);
  });
});

describe('a slow link', () => {
  test('gets slices of a tenth of a second at its rate', async () => {
    new Pacer(8000, clock).send(upload('a'), Buffer.alloc(8000));
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent.map(({ bytes }) => bytes)).toEqual(Array(10).fill(800));
    /** Ten slices of 831 bytes on the wire at 8000 B/s, the last begins after nine; 20 ms are forgiven once. */
    expect(endOf('a')).toBe(Math.ceil(9 * (831 / 8) - 20));
  });

  test('is shared by its devices: a small file beside a large one does not wait for it', async () => {
    const pacer = new Pacer(2000, clock);
    pacer.send(upload('L'), Buffer.alloc(20_000));
    await vi.advanceTimersByTimeAsync(100);
    pacer.send(upload('s'), Buffer.alloc(1000));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(names()).toMatch(/^L+sLsL+$/);
    /** Two slices of its own, three of the other at most: 5 x 531 bytes at 2000 B/s. */
    expect(endOf('s')).toBeLessThan(1400);
    expect([bytesOf('L'), bytesOf('s')]).toEqual([20_000, 1000]);
  });

  test('is shared by three in turns', async () => {
    const pacer = new Pacer(5000, clock);
    for (const name of ['a', 'b', 'c']) pacer.send(upload(name), Buffer.alloc(2000));
    await vi.advanceTimersByTimeAsync(5000);
    /** The first had its slice before the others came. */
    expect(names()).toBe('aabcabcabcbc');
  });

  test('goes on with the others when an upload is cancelled', async () => {
    const pacer = new Pacer(5000, clock);
    const cancelled = upload('x');
    cancelled.on('error', () => {});
    pacer.send(cancelled, Buffer.alloc(5000));
    pacer.send(upload('a'), Buffer.alloc(2000));
    cancelled.destroy();
    await vi.advanceTimersByTimeAsync(5000);
    expect([bytesOf('x'), bytesOf('a')]).toEqual([500, 2000]);
  });

  test('waits for a stream that is blocked, without holding up the rest', async () => {
    const pacer = new Pacer(5000, clock);
    let release = (): void => {};
    const blocked = new Writable({
      highWaterMark: 100,
      write: (chunk: Buffer, _, done) => {
        sent.push({ name: 'x', bytes: chunk.length, atMs: 0 });
        release = done;
      },
    });
    pacer.send(blocked, Buffer.alloc(1000));
    pacer.send(upload('a'), Buffer.alloc(1000));
    await vi.advanceTimersByTimeAsync(1000);
    expect([bytesOf('x'), bytesOf('a')]).toEqual([500, 1000]);
    release();
    await vi.advanceTimersByTimeAsync(1000);
    expect([bytesOf('x'), blocked.writableEnded]).toEqual([1000, true]);
  });

  test('gets every byte of every file in order, never above its rate', async () => {
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 1000, max: 99_000 }),
      fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 6000 }), afterMs: fc.nat(500) }), { minLength: 1, maxLength: 5 }),
      async (rate, files) => {
        sent = [];
        startMs = performance.now();
        const pacer = new Pacer(rate, clock);
        const got = files.map(() => [] as Buffer[]);
        for (const [index, { bytes, afterMs }] of files.entries()) {
          await vi.advanceTimersByTimeAsync(afterMs);
          pacer.send(new Writable({
            write: (chunk: Buffer, _, done) => {
              got[index]!.push(chunk);
              sent.push({ name: String(index), bytes: chunk.length, atMs: performance.now() - startMs });
              done();
            },
          }), bytes);
        }
        await vi.advanceTimersByTimeAsync(60_000);
        expect(got.map((chunks) => Buffer.concat(chunks))).toEqual(files.map(({ bytes }) => Buffer.from(bytes)));
        /** A slice may begin when those before are through: up to 1031 bytes ahead, and 20 ms of lateness. */
        let before = 0;
        for (const { bytes, atMs } of sent) {
          expect(before).toBeLessThanOrEqual(((atMs + 20) / 1000) * rate + 1031);
          before += bytes;
        }
      },
    ), { numRuns: 30 });
  });
});
