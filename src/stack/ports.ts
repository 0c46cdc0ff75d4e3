import { createServer, type Server } from 'node:net';
import { AppError } from '../core/errors.ts';

const firstPort = 20_000;
const lastPort = 32_700;
const blockSize = 110;

/** A block of ports that belongs to one run. */
export interface PortBlock {
  /** `base` itself is the lock; base+1 .. base+109 are the run's. */
  base: number;
  release(): Promise<void>;
}

/**
 * Locks a block of 110 ports in 20000..32700 (below the ephemeral range). The lock is a listener on the block's first port: the kernel
 * releases it even after a kill -9, so no lock file is ever stale. A block in which anybody else listens is passed over.
 * @throws AppError PORTS_TAKEN when every block is taken
 */
export async function lockPorts(): Promise<PortBlock> {
  for (let base = firstPort; base + blockSize <= lastPort; base += blockSize) {
    const lock = await listen(base);
    if (!lock) continue;
    if (await areFree(base + 1, base + blockSize - 1)) return { base, release: () => close(lock) };
    await close(lock);
  }
  throw new AppError('PORTS_TAKEN', { first: firstPort, last: lastPort });
}

async function areFree(first: number, last: number): Promise<boolean> {
  for (let port = first; port <= last; port += 1) {
    const server = await listen(port);
    if (!server) return false;
    await close(server);
  }
  return true;
}

function listen(port: number): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
