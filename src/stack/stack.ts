import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from './engines.ts';
import { RunningProcess } from './process.ts';
import { layOut, serviceEntry, type ServiceName, type StackInputs, type StackLayout } from './reference.ts';
import { startToxiproxy } from './toxiproxy.ts';

export type StackProcess = ServiceName | 'toxiproxy';

/** What the stack tells of itself: `process-died`, `process-restarted`, `process-lost`. */
export type OnStackEvent = (kind: string, subject: StackProcess, data: Record<string, unknown>) => void;

/** A line of a service's log while it starts, e.g. progress of loading a gallery. */
export type OnServiceLog = (service: StackProcess, line: Record<string, unknown>) => void;

/** A program that keeps dying is given up after this many restarts. */
const restartsMax = 5;

/** The running stack of one rehearsal: started in order, watched, restarted when a program dies, ended in reverse. */
export class Stack {
  readonly layout: StackLayout;
  readonly #runDir: string;
  readonly #onEvent: OnStackEvent;
  readonly #onLog: OnServiceLog;
  readonly #running = new Map<StackProcess, RunningProcess>();
  readonly #restarts = new Map<StackProcess, number>();
  #restarting: Promise<unknown> = Promise.resolve();
  #ending = false;
  /** Called after a restart, before it is told: puts back what the dead program held in memory. */
  readonly afterRestart: Partial<Record<StackProcess, () => Promise<void>>> = {};

  private constructor(layout: StackLayout, runDir: string, onEvent: OnStackEvent, onLog: OnServiceLog) {
    this.layout = layout;
    this.#runDir = runDir;
    this.#onEvent = onEvent;
    this.#onLog = onLog;
  }

  /** @throws AppError ENGINE_MISSING, PROCESS_NOT_READY; what had started is ended again */
  static async start(inputs: StackInputs, onEvent: OnStackEvent, onLog: OnServiceLog, signal: AbortSignal): Promise<Stack> {
    const stack = new Stack(await layOut(inputs), inputs.runDir, onEvent, onLog);
    try {
      const names = Object.keys(stack.layout.configs) as ServiceName[];
      for (const name of ['toxiproxy', ...names] as StackProcess[]) {
        signal.throwIfAborted();
        stack.#watch(name, await stack.#launch(name));
      }
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Pids by name, for gauges. */
  pids(): Map<StackProcess, number> {
    return new Map([...this.#running].map(([name, running]) => [name, running.pid]));
  }

  has(name: StackProcess): boolean {
    return this.#running.has(name);
  }

  url(name: StackProcess): string {
    return `${/^(gateway|matcher|ncb)/.test(name) ? 'https' : 'http'}://127.0.0.1:${this.layout.ports[name]}`;
  }

  /** Waits for restarts under way. */
  settled(): Promise<unknown> {
    return this.#restarting;
  }

  /** Ends every program, last started first, and deletes the run's keys. */
  async stop(): Promise<void> {
    this.#ending = true;
    for (const running of [...this.#running.values()].reverse()) await running.stop();
    this.#running.clear();
    rmSync(this.layout.trustDir, { recursive: true, force: true });
  }

  #launch(name: StackProcess): Promise<RunningProcess> {
    const logFile = join(this.#runDir, 'logs', `${name}.log`);
    if (name === 'toxiproxy') return startToxiproxy(engine('toxiproxy-server'), this.layout.ports.toxiproxy, logFile);
    return RunningProcess.start({
      name,
      command: process.execPath,
      args: [serviceEntry(name), '--config', this.layout.configs[name]!],
      logFile,
      ready: { line: /^\{"ready":true/ },
      onLine: (line) => this.#tell(name, line),
    });
  }

  #watch(name: StackProcess, running: RunningProcess): void {
    this.#running.set(name, running);
    void running.ended.then(({ code, signal }) => {
      if (this.#ending || running.stopping) return;
      this.#onEvent('process-died', name, { code, signal, pid: running.pid });
      this.#restarting = this.#restarting.then(() => this.#restart(name));
    });
  }

  async #restart(name: StackProcess): Promise<void> {
    const restarts = (this.#restarts.get(name) ?? 0) + 1;
    this.#restarts.set(name, restarts);
    if (this.#ending) return;
    try {
      if (restarts > restartsMax) throw new Error(`died ${restarts} times`);
      this.#watch(name, await this.#launch(name));
      await this.afterRestart[name]?.();
      this.#onEvent('process-restarted', name, { restarts });
    } catch (error) {
      this.#onEvent('process-lost', name, { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #tell(name: StackProcess, line: string): void {
    try {
      this.#onLog(name, JSON.parse(line) as Record<string, unknown>);
    } catch {
      // Not a line of ours (a Node warning, say): it is in the log file.
    }
  }
}
