import { createServer } from 'node:net';
import { AppError } from '../core/errors.ts';

const firstPort = 20_000;
const lastPort = 32_700;
const blockSize = 100;

/** A block of ports that belongs to one run. */
export interface PortBlock {
  /** `base` itself is the lock; base+1 .. base+99 are the run's. */
  base: number;
  release(): Promise<void>;
}

/**
 * Locks a block of 100 ports in 20000..32700 (below the ephemeral range). The lock is a listener on the block's first port: the kernel
 * releases it even after a kill -9, so no lock file is ever stale.
 * @throws AppError PORTS_TAKEN when every block is taken
 */
export async function lockPorts(): Promise<PortBlock> {
  for (let base = firstPort; base + blockSize <= lastPort; base += blockSize) {
    const server = await listen(base);
    if (server) return { base, release: () => new Promise((resolve) => server.close(() => resolve())) };
  }
  throw new AppError('PORTS_TAKEN', { first: firstPort, last: lastPort });
}

function listen(port: number): Promise<ReturnType<typeof createServer> | null> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}
