import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

const root = join(import.meta.dirname, '..', '..', '..');

/** A rehearsal of less than a minute with an outage, a mate and ten checks. */
export const miniOperation = join(root, 'scenarios', 'testing', 'mini.yaml');

/** People and images are made once for all tests of a machine. */
const cacheDir = join(tmpdir(), 'hotspot-test-cache');

const pollMs = 50;

/** The command line as a user runs it, as a process of its own. */
export class Hotspot {
  readonly child: ChildProcess;
  readonly ended: Promise<number>;
  stdout = '';
  stderr = '';
  readonly #runsDir: string;

  /** @param runsDir where its runs go; one folder a test */
  constructor(args: string[], runsDir: string, env: NodeJS.ProcessEnv = {}) {
    mkdirSync(runsDir, { recursive: true });
    this.#runsDir = runsDir;
    this.child = spawn(process.execPath, [join(root, 'src', 'cli', 'main.ts'), ...args], {
      cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOTSPOT_RUNS: runsDir, HOTSPOT_CACHE: cacheDir, ...env },
    });
    this.child.stdout!.on('data', (chunk: Buffer) => { this.stdout += chunk.toString('utf8'); });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.stderr += chunk.toString('utf8'); });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(code ?? (signal ? -1 : 0)));
    });
  }

  /** The folder of its run, once it is there. */
  async runDir(): Promise<string> {
    return this.until(() => {
      const [runId] = readdirSync(this.#runsDir);
      return runId === undefined ? null : join(this.#runsDir, runId);
    });
  }

  /** Waits until `shown` checks have been answered. */
  async untilShown(shown: number): Promise<void> {
    const file = join(await this.runDir(), 'run.sqlite');
    await this.until(() => (existsSync(file) && countShown(file) >= shown ? true : null));
  }

  /** The pid of a program of its stack; its children are told apart by their command lines. */
  async pidOf(command: RegExp): Promise<number> {
    return this.until(() => this.children().find((pid) => command.test(commandOf(pid))) ?? null);
  }

  /** Pids of the programs it has started. */
  children(): number[] {
    return childrenOf(this.child.pid!);
  }

  /** Waits for something that this process brings about; fails when it ends first. */
  async until<T>(look: () => T | null): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode} first:\n${this.stderr.slice(-2_000)}`);
      await sleep(pollMs);
    }
  }
}

/** Command lines of processes that name the folder of a run. */
export function processesOf(runDir: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => commandOf(Number(name))).filter((command) => command.includes(runDir));
}

/** Whether a process still runs; one that has ended and is not yet reaped does not. */
export function isAlive(pid: number): boolean {
  return commandOf(pid) !== '';
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function countShown(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(db.prepare('SELECT count(*) AS shown FROM checks WHERE shownMs IS NOT NULL').get()!['shown']);
  } catch {
    return 0;
  } finally {
    db.close();
  }
}
