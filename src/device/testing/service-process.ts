import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A service as it is run, in a process of its own. */
export interface ServiceProcess {
  url: string;
  child: ChildProcess;
  /** Resolves with exit code and signal when it has ended. */
  ended: Promise<[number | null, string | null]>;
}

/** Starts the fleet with a configuration; rejects with its last words when it does not serve. */
export function startFleetProcess(config: object): Promise<ServiceProcess> {
  return startServiceProcess(join(import.meta.dirname, '..', 'serve.ts'), config);
}

/** Starts the service of a file. */
export async function startServiceProcess(file: string, config: object): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [file, '--config', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const words: string[] = [];
  createInterface(child.stderr).on('line', (line) => words.push(line));
  child.stdin.end(JSON.stringify(config));
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => null)]);
  if (!line) throw new Error(words.join('\n'));
  return { url: (JSON.parse(line[0] as string) as { url: string }).url, child, ended };
}

/** One POST; the body is read as JSON. */
export async function post(url: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> | null }> {
  const response = await fetch(url, body === undefined ? { method: 'POST' } : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) as Record<string, unknown> };
}

/** One GET of JSON. */
export async function get<T>(url: string): Promise<T> {
  return (await fetch(url)).json() as Promise<T>;
}
