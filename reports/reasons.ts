import type { Reason } from '../src/core/verdict.ts';
import { percent, playTime, whole } from './units.ts';

/** The unit that a reason's code implies, where it is not a plain count. */
const units: Record<string, (value: number) => string> = {
  IN_TIME_BREACH: percent, IN_TIME_OPEN: percent, WAITING_BREACH: percent, WAITING_OPEN: percent, PROCESSOR_BUSY: percent, MEMORY_FULL: percent,
  GENERATOR_LATE: milliseconds, GENERATOR_LATE_P99: milliseconds, FLEET_BLOCKED: milliseconds, FLEET_BLOCKED_P99: milliseconds, PLANNED_FAULT_MISSING: playTime,
};

/** Value and limit of a reason with their unit; '' where there is none. */
export function reasonValues({ code, value, limit }: Reason): { value: string; limit: string } {
  const words = (figure: number | string | null): string => (typeof figure === 'number' ? (units[code] ?? count)(figure) : figure ?? '');
  return { value: words(value), limit: words(limit) };
}

function milliseconds(ms: number): string {
  return `${whole(Math.round(ms))} ms`;
}

function count(value: number): string {
  return Number.isInteger(value) ? whole(value) : String(value);
}
