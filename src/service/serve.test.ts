import { spawnSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(root, '.cache-serve-'));
  program = join(folder, 'program.ts');
  writeFileSync(program, `
    import { z } from 'zod';
    import { serve } from ${JSON.stringify(join(import.meta.dirname, 'serve.ts'))};
    await serve('test', z.strictObject({ port: z.number(), name: z.string() }), async (config, log) => {
      log('building', { name: config.name });
      const timer = setInterval(() => {}, 1000);
      return { url: 'http://127.0.0.1:' + config.port, close: async () => { clearInterval(timer); log('closed'); } };
    });`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('serve', () => {
  test('serve() tells every problem of a configuration at once and exits 2', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [program, '--config', '-'], { input: '{"port":"x","extra":1}', encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    const line = JSON.parse(stderr.trim()) as { code: string; message: string };
    expect(line.code).toBe('CONFIG_INVALID');
    for (const part of ['port:', 'name:', 'extra']) expect(line.message).toContain(part);
  });

  test('serve() of a configuration that cannot be read exits 2 and says why', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, '--config', join(tmpdir(), 'no-such-file.json')], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('CONFIG_UNREADABLE');
  });

  test('serve() prints one ready line and drains on SIGTERM', async () => {
    const file = join(folder, 'config.json');
    writeFileSync(file, '{"port":1,"name":"a"}');
    const child = spawn(process.execPath, [program, '--config', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => { stderr += String(chunk); });
    const ready = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
    expect(JSON.parse(ready)).toEqual({ ready: true, service: 'test', url: 'http://127.0.0.1:1', pid: child.pid });
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(stderr).toContain('"event":"closed"');
  });

  test('serve() with a lifeline drains when its stdin closes: then the process that started it has died', async () => {
    const file = join(folder, 'lifeline.json');
    writeFileSync(file, '{"port":1,"name":"a"}');
    const child = spawn(process.execPath, [program, '--config', file], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, HOTSPOT_LIFELINE: '1' } });
    let stderr = '';
    child.stderr.on('data', (chunk) => { stderr += String(chunk); });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdin.end();
    expect(await ended).toBe(0);
    expect(stderr).toContain('"event":"closed"');
  });
});
