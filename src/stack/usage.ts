import { readFileSync } from 'node:fs';

/** Processor time and resident memory of one process since its start. */
export interface Usage {
  cpuMs: number;
  rssBytes: number;
}

/** Linux reports processor time in ticks of 10 ms (USER_HZ) and memory in pages of 4 KiB. */
const tickMs = 10;
const pageBytes = 4096;

/** Reads /proc/<pid>/stat (proc(5)); null when the process is gone or the system has no /proc. */
export function usageOf(pid: number): Usage | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks, pages] = [fields[11], fields[12], fields[21]].map(Number) as [number, number, number];
  return { cpuMs: (userTicks + systemTicks) * tickMs, rssBytes: pages * pageBytes };
}
