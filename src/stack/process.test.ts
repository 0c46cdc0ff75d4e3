import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningProcess, type ProcessSpec } from './process.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'hotspot-process-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function spec(name: string, script: string): ProcessSpec {
  return { name, command: process.execPath, args: ['-e', script], logFile: join(folder, `${name}.log`), ready: { line: /^\{"ready":true/ } };
}

const ready = 'console.log(JSON.stringify({ ready: true }));';

describe('RunningProcess', () => {
  test('start() waits for the ready line, logs both outputs, stop() ends with SIGTERM', async () => {
    const running = await RunningProcess.start(spec('good', `console.error('hello'); ${ready} setInterval(() => {}, 1000);`));
    await running.stop();
    expect(await running.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(readFileSync(join(folder, 'good.log'), 'utf8')).toContain('hello');
  });

  test('start() of a program that ends first tells its last words', async () => {
    const bad = spec('bad', 'console.error(JSON.stringify({ event: "failed", message: "port 1 is taken", hint: "take another" })); process.exit(2);');
    await expect(RunningProcess.start(bad)).rejects.toThrow('bad did not start: ended with code 2: port 1 is taken take another');
  });

  test('start() of a program that is not there says so', async () => {
    await expect(RunningProcess.start({ ...spec('none', ''), command: join(folder, 'no-such-program') })).rejects.toThrow('ended with code 127');
  });

  test('a started program notices by its stdin that its starter died', async () => {
    const running = await RunningProcess.start(spec('child', `process.stdin.resume().once('end', () => process.exit(7)); ${ready} setInterval(() => {}, 1000);`));
    running.child.stdin!.end();
    expect(await running.ended).toEqual({ code: 7, signal: null });
  });
});
