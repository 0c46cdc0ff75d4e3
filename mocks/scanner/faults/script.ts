import { undisturbed, type Behaviour, type Fault } from './fault.ts';

/** The faults of one service, and how often each has struck. */
export interface FaultScript {
  /** Decides the behaviour of the next capture; later faults act on what earlier ones left. */
  next(device: string, transactionId: string): { behaviour: Behaviour; struck: string[] };
  /** By line of the configuration. */
  counts(): { kind: string; struck: number }[];
}

/** Plays a list of faults, counting for each the captures it selects. */
export function faultScript(faults: readonly Fault[]): FaultScript {
  const lines = faults.map((fault) => ({ fault, selected: 0, struck: 0 }));
  return {
    next(device, transactionId) {
      let behaviour = undisturbed;
      const struck: string[] = [];
      for (const line of lines) {
        if (!selects(line.fault, device, transactionId)) continue;
        line.selected += 1;
        if (line.fault.nth !== undefined && line.fault.nth !== line.selected) continue;
        line.struck += 1;
        struck.push(line.fault.kind);
        behaviour = line.fault.alter(behaviour);
      }
      return { behaviour, struck };
    },
    counts: () => lines.map(({ fault, struck }) => ({ kind: fault.kind, struck })),
  };
}

function selects(fault: Fault, device: string, transactionId: string): boolean {
  return (fault.device ?? device) === device && (fault.transactionId ?? transactionId) === transactionId;
}
