import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import type { Clock } from '../../src/core/clock.ts';

/** What a link was asked to do and what a transfer through it measured. */
export interface CanaryResult {
  site: string;
  askedRttMs: number;
  gotRttMs: number;
  askedRateKBPerSUp: number;
  gotRateKBPerSUp: number;
  /** Size of the transfer that measured the rate. */
  bytes: number;
}

/** Longest a canary may take, ms. */
const canaryLimitMs = 60_000;
const roundTrips = 5;
/** A canary sends about this long at the asked rate, ms, within these bounds, bytes. */
const transferMs = 1_500;
const bytesMin = 2_000;
const bytesMax = 2_000_000;

/** A server that answers one byte for the four-byte length and each whole body that follows it. */
export function startEcho(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    let wanted = -1;
    let got = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      let at = 0;
      while (at < chunk.length) {
        if (wanted < 0) {
          wanted = chunk.readUInt32BE(at);
          at += 4;
          got = 0;
        }
        const part = Math.min(wanted - got, chunk.length - at);
        got += part;
        at += part;
        if (got === wanted) {
          socket.write('.');
          wanted = -1;
        }
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

/** Measures round trip (the least of several: what is above it is the host's, which lateness and loop lag tell) and upstream rate through a proxy whose upstream is the echo. */
export async function measure(site: string, listen: string, asked: { rttMs: number; rateKBPerSUp: number }, clock: Clock): Promise<CanaryResult> {
  const [host, port] = [listen.slice(0, listen.lastIndexOf(':')), Number(listen.slice(listen.lastIndexOf(':') + 1))];
  const bytes = Math.min(bytesMax, Math.max(bytesMin, asked.rateKBPerSUp * transferMs));
  const socket = connect({ host, port, noDelay: true });
  socket.setTimeout(canaryLimitMs, () => socket.destroy(new Error(`canary of ${site}: no answer within ${canaryLimitMs / 1000} s`)));
  try {
    const ask = async (length: number): Promise<number> => {
      const startMs = clock.nowMs();
      const head = Buffer.alloc(4 + length);
      head.writeUInt32BE(length);
      socket.write(head);
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('data', () => {
          socket.off('error', reject);
          resolve();
        });
      });
      return clock.nowMs() - startMs;
    };
    await ask(0);
    const roundTripsMs: number[] = [];
    while (roundTripsMs.length < roundTrips) roundTripsMs.push(await ask(0));
    const gotRttMs = Math.min(...roundTripsMs);
    const loadedMs = await ask(bytes);
    return { site, askedRttMs: asked.rttMs, gotRttMs, askedRateKBPerSUp: asked.rateKBPerSUp, gotRateKBPerSUp: bytes / Math.max(1, loadedMs - gotRttMs), bytes };
  } finally {
    socket.destroy();
  }
}
