import { describe, expect, test } from 'vitest';
import { lockPorts } from './ports.ts';

describe('lockPorts', () => {
  test('lockPorts() gives two runs different blocks, and a released one again', async () => {
    const first = await lockPorts();
    const second = await lockPorts();
    expect(second.base).not.toBe(first.base);
    expect((second.base - first.base) % 100).toBe(0);
    await first.release();
    const third = await lockPorts();
    expect(third.base).toBeLessThanOrEqual(second.base);
    await second.release();
    await third.release();
  });
});
