import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { FaceModel } from '../../matcher/face-model.ts';
import type { Clock } from '../core/clock.ts';
import type { Plan } from '../core/plan.ts';
import type { LoadedOperation } from '../operation/load.ts';
import { linkSettings, type LinkSettings } from '../operation/link-profile.ts';
import type { Engine } from '../stack/engines.ts';
import { lockPorts, type PortBlock } from '../stack/ports.ts';
import type { ForeignTarget } from '../stack/reference.ts';
import { RunWriter } from '../store/writer.ts';
import { makeRunFolder } from './folder.ts';
import type { Observer } from './observer.ts';
import { planWarmups, type Warmup } from './prepare.ts';
import { versions } from './versions.ts';

/** One rehearsal under way: its plan, its folder, its store, its ports. */
export interface ActiveRun {
  plan: Plan;
  runDir: string;
  storeFile: string;
  writer: RunWriter;
  ports: PortBlock;
  links: Map<string, LinkSettings>;
  warmups: Warmup[];
  target: ForeignTarget | null;
  /** Describes portraits in the place of the matcher's own method. */
  faceModel: FaceModel | null;
  engines: Record<'k6' | 'toxiproxy', Engine>;
  clock: Clock;
  observer: Observer;
  signal: AbortSignal;
  /** Aborted, with the reason, when the run store cannot be written any more. */
  failed: AbortSignal;
  fail(reason: unknown): void;
  /** Begins the play's time axis. @returns the origin on the host's monotonic clock */
  beginPlay(): number;
  /** Time of the play, ms; 0 before it began. @param hostMs on the host's monotonic clock, default now */
  playMs(hostMs?: number): number;
  /** Writes an event of this moment. */
  tell(kind: string, subject: string, data: Record<string, unknown>): void;
  close(): Promise<void>;
}

/** k6 and the officers need a moment between the origin and the first check, ms; the plan's first check is due 2 s in. */
const leadInMs = 1_000;

export interface RunSetting {
  target: ForeignTarget | null;
  faceModel: FaceModel | null;
  clock: Clock;
  observer: Observer;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
}

/** Makes the folder and the store of a run and locks its ports. */
export async function openRun(loaded: LoadedOperation, plan: Plan, engines: ActiveRun['engines'], { target, faceModel, clock, observer, signal }: RunSetting): Promise<ActiveRun> {
  const { runId, runDir } = makeRunFolder(plan.operation, clock);
  const planJson = JSON.stringify(plan);
  writeFileSync(join(runDir, 'plan.json'), planJson);
  copyFileSync(loaded.file, join(runDir, `${loaded.name}.yaml`));
  mkdirSync(join(runDir, 'logs'));
  const warmups = planWarmups(plan);
  const storeFile = join(runDir, 'run.sqlite');
  const writer = RunWriter.create(storeFile, {
    runId, plan, planDigest: createHash('sha256').update(planJson).digest('hex'), target: target?.url ?? 'reference', versions: versions(engines, faceModel), host: describeHost(),
    startedAt: new Date(clock.wallMs()).toISOString(), k6: null, interrupted: false, warmups: warmups.map(({ tcn }) => tcn), verdict: null,
  });
  const ports = await lockPorts();
  const failure = new AbortController();
  let originMs: number | null = null;
  const playMs = (hostMs = clock.nowMs()): number => (originMs === null ? 0 : hostMs - originMs);
  return {
    plan, runDir, storeFile, writer, ports, warmups, target, faceModel, engines, clock, observer, signal, playMs,
    links: new Map([...loaded.links].map(([id, profile]) => [id, linkSettings(profile)])),
    beginPlay: () => (originMs = clock.nowMs() + leadInMs),
    failed: failure.signal,
    fail: (reason) => failure.abort(reason),
    tell: (kind, subject, data) => {
      try {
        writer.events([{ atMs: playMs(), kind, subject, data }]);
      } catch (error) {
        failure.abort(error);
      }
    },
    close: async () => {
      writer.close();
      await ports.release();
    },
  };
}

function describeHost(): { os: string; cpu: string; cores: number; memoryBytes: number } {
  return { os: `${type()} ${release()}`, cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), memoryBytes: totalmem() };
}
