import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { lockPorts } from './ports.ts';

describe('lockPorts', () => {
  test('lockPorts() gives two runs different blocks, and a released one again', async () => {
    const first = await lockPorts();
    const second = await lockPorts();
    expect(second.base).not.toBe(first.base);
    expect((second.base - first.base) % 110).toBe(0);
    await first.release();
    const third = await lockPorts();
    expect(third.base).toBeLessThanOrEqual(second.base);
    await second.release();
    await third.release();
  });

  test('lockPorts() passes over a block in which somebody else listens', async () => {
    const free = await lockPorts();
    await free.release();
    const stranger = createServer().listen(free.base + 42, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const other = await lockPorts();
    expect(other.base).toBeGreaterThan(free.base);
    await other.release();
    await new Promise((resolve) => stranger.close(resolve));
  });
});
