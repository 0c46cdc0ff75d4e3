import type { Clock } from '../../src/core/clock.ts';
import type { Log } from '../../src/service/serve.ts';
import type { Captures } from './captures.ts';
import type { DeviceConfig, ScannerConfig } from './config.ts';
import type { FaultScript } from './faults/script.ts';
import type { Identity } from './identity.ts';

/** Everything that the verbs of one scanner service share. */
export interface ScannerState {
  config: ScannerConfig;
  devices: readonly Device[];
  captures: Captures;
  faults: FaultScript;
  identity: Identity;
  clock: Clock;
  log: Log;
  /** Aborts when the service stops. */
  stopping: AbortSignal;
}

/** A device and its lock: one capture at a time. */
export interface Device {
  readonly config: DeviceConfig;
  /** True while a capture runs. */
  busy: boolean;
}

/** A reading of the devices' clock, which may be off: `text` is `yyyy-mm-ddTHH:MM:ssZ`, UTC. */
export function deviceTime(state: ScannerState, skewMs = 0): { ms: number; text: string } {
  const ms = state.clock.wallMs() + state.config.clockSkewMs + skewMs;
  return { ms, text: `${new Date(ms).toISOString().slice(0, 19)}Z` };
}
