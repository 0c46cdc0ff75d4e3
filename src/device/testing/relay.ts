import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A stretch of road between device and gateway: bytes pass, or wait as they do in a radio shadow; connects still succeed meanwhile. */
export interface Relay {
  url: string;
  /** Holds every byte back, or lets them go on. */
  dark(on: boolean): void;
  /** Ends every connection; new ones pass. */
  cut(): void;
  close(): Promise<void>;
}

/** @param upstream URL of the gateway */
export async function startRelay(upstream: string): Promise<Relay> {
  const sockets = new Set<Socket>();
  let isDark = false;
  const pass = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (isDark) socket.pause();
  };
  const server = createServer((near) => {
    const far = connect(Number(new URL(upstream).port), '127.0.0.1');
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (chunk) => void to.write(chunk));
      from.on('close', () => to.destroy());
      pass(from);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dark: (on) => {
      isDark = on;
      for (const socket of sockets) if (on) socket.pause(); else socket.resume();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}
