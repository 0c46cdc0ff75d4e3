import type { Call, Reply } from './call.ts';
import { sbiErrorOf } from './codes.ts';
import { faultScript } from './faults/script.ts';
import type { ScannerState } from './state.ts';
import { discover } from './verbs/discover.ts';
import { info } from './verbs/info.ts';
import { registrationCapture } from './verbs/rcapture.ts';

/** What a scanner is made of. */
export type ScannerParts = Pick<ScannerState, 'config' | 'captures' | 'identity' | 'clock' | 'log'>;

/** The emulated scanner service, many devices behind one address: the core of every transport. */
export class Scanner {
  readonly #state: ScannerState;
  readonly #stopping = new AbortController();

  constructor(parts: ScannerParts) {
    this.#state = {
      ...parts,
      devices: parts.config.devices.map((config) => ({ config, busy: false })),
      faults: faultScript(parts.config.faults),
      stopping: this.#stopping.signal,
    };
  }

  /** Answers any call, however broken its body. */
  async handle(call: Call): Promise<Reply> {
    if (call.verb === 'rcapture') return registrationCapture(this.#state, call);
    const delivery = { kind: 'whole' } as const;
    try {
      const list = call.verb === 'discover' ? discover(this.#state, call) : await info(this.#state, call);
      return { body: JSON.stringify(list), delivery };
    } catch (error) {
      return { body: JSON.stringify([{ error: sbiErrorOf(error) }]), delivery };
    }
  }

  /** For the health page: devices, captures under way, and how often each line of the fault script has struck. */
  health(): { devices: number; capturing: number; faults: { kind: string; struck: number }[] } {
    const { devices, faults } = this.#state;
    return { devices: devices.length, capturing: devices.filter((device) => device.busy).length, faults: faults.counts() };
  }

  /** Ends the captures under way with code 110. */
  stop(): void {
    this.#stopping.abort();
  }
}
