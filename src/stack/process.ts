import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../core/errors.ts';

/** A program to run and what it means that it serves. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Both its outputs go here. */
  logFile: string;
  /** Tells from a line of stdout, or by asking, that the program serves. */
  ready: { line: RegExp } | { probe: () => Promise<boolean> };
  /** Lines of stderr, as they come. */
  onLine?: (line: string) => void;
  /** For a program of others, which does not end when its stdin closes: a guard kills it once this process is gone. */
  guarded?: boolean;
}

/** A program that says nothing for this long while starting is taken for hung, ms. */
const silenceMsMax = 120_000;
/** A service drains within 10 s of SIGTERM; then it is killed. */
const stopMsMax = 12_000;
const probeEveryMs = 50;

/** One running program; it belongs to a process group of its own, so that a Ctrl-C at the terminal does not reach it. */
export class RunningProcess {
  readonly spec: ProcessSpec;
  readonly child: ChildProcess;
  /** Resolves when the program ended, wanted or not. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #stopping = false;

  private constructor(spec: ProcessSpec, child: ChildProcess, ended: RunningProcess['ended']) {
    this.spec = spec;
    this.child = child;
    this.ended = ended;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /**
   * Starts a program and waits until it serves.
   * @throws AppError PROCESS_NOT_READY with its last words when it ends or falls silent first
   */
  static async start(spec: ProcessSpec): Promise<RunningProcess> {
    mkdirSync(dirname(spec.logFile), { recursive: true });
    const log = createWriteStream(spec.logFile, { flags: 'a' });
    // A full disk is told by the run store; lines that cannot be kept are let go.
    log.on('error', () => {});
    // The open stdin is the services' lifeline: it closes when this process dies, whatever killed it.
    const child = spawn(spec.command, spec.args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: { ...(spec.env ?? process.env), HOTSPOT_LIFELINE: '1' } });
    child.stdin!.on('error', () => {});
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('error', () => resolve({ code: 127, signal: null }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    if (spec.guarded && child.pid !== undefined) guard(child.pid, ended);
    const running = new RunningProcess(spec, child, ended);
    await running.#untilReady(log);
    return running;
  }

  /** Ends the program: SIGTERM, and SIGKILL when it does not drain in time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopMsMax);
    await this.ended;
    clearTimeout(timer);
  }

  async #untilReady(log: WriteStream): Promise<void> {
    const lastWords: string[] = [];
    let silence: NodeJS.Timeout | undefined;
    let starting = true;
    const ready = new Promise<void>((resolve, reject) => {
      const hear = (): void => {
        clearTimeout(silence);
        if (starting) silence = setTimeout(() => reject(new Error(`silent for ${silenceMsMax / 1000} s`)), silenceMsMax);
      };
      const onOut = (line: string): void => {
        hear();
        if ('line' in this.spec.ready && this.spec.ready.line.test(line)) resolve();
      };
      const onErr = (line: string): void => {
        hear();
        lastWords.push(line);
        if (lastWords.length > 5) lastWords.shift();
        this.spec.onLine?.(line);
      };
      for (const [pipe, handle] of [[this.child.stdout!, onOut], [this.child.stderr!, onErr]] as const) {
        createInterface({ input: pipe }).on('line', (line) => {
          log.write(`${line}\n`);
          handle(line);
        });
      }
      hear();
      void this.ended.then(({ code, signal }) => {
        log.end();
        reject(new Error(`ended with ${signal ?? `code ${code}`}`));
      });
      if ('probe' in this.spec.ready) void this.#probe(this.spec.ready.probe, resolve);
    });
    try {
      await ready;
    } catch (error) {
      this.child.kill('SIGKILL');
      throw new AppError('PROCESS_NOT_READY', { name: this.spec.name, reason: error instanceof Error ? error.message : String(error), log: this.spec.logFile, words: lastWords.map(plainWords).join('; ') });
    } finally {
      starting = false;
      clearTimeout(silence);
    }
  }

  async #probe(probe: () => Promise<boolean>, resolve: () => void): Promise<void> {
    while (this.child.exitCode === null && this.child.signalCode === null) {
      if (await probe().catch(() => false)) return resolve();
      await new Promise((wake) => setTimeout(wake, probeEveryMs));
    }
  }
}

/** Waits, in a shell of its own, for the end of this process, whatever it is, and then kills `pid`; goes when that program has ended. */
function guard(pid: number, ended: Promise<unknown>): void {
  const shell = spawn('sh', ['-c', 'cat >/dev/null; kill -KILL "$0"', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {});
  shell.unref();
  void ended.then(() => shell.kill('SIGKILL'));
}

/** What a service's JSON log line says, for people. */
function plainWords(line: string): string {
  try {
    const { event, message, hint } = JSON.parse(line) as Record<string, string>;
    return [message ?? event, hint].filter(Boolean).join(' ');
  } catch {
    return line;
  }
}
