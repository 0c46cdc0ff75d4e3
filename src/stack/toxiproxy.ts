import type { Engine } from './engines.ts';
import { RunningProcess } from './process.ts';

/**
 * Starts Toxiproxy. When its API port is taken it only logs so and keeps running: that the answer comes from our child is shown by the
 * port block being ours and the child being alive.
 */
export function startToxiproxy(toxiproxy: Engine, port: number, logFile: string): Promise<RunningProcess> {
  const apiUrl = `http://127.0.0.1:${port}`;
  return RunningProcess.start({
    name: 'toxiproxy',
    command: toxiproxy.file,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { LOG_LEVEL: 'warn' },
    logFile,
    guarded: true,
    ready: { probe: async () => (await fetch(`${apiUrl}/version`)).ok },
  });
}
