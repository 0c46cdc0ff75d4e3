import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Call, Reply } from '../call.ts';
import type { Scanner } from '../scanner.ts';

/** The calls of MDS 0.9.5, by request line. Its text and its YAML spell the second one differently. */
const calls: Record<string, Call['verb']> = {
  'MOSIPDISC /device': 'discover',
  'MOSIPDINFO /info': 'info',
  'MOSIPINFO /info': 'info',
  'RCAPTURE /capture': 'rcapture',
};
const methods = [...new Set(Object.keys(calls).map((call) => `${call.split(' ')[0]!} `)), 'CAPTURE ', 'STREAM '];

/** Limits of one request: header and body bytes, and time without a byte, ms. */
const headerBytesMax = 8 << 10;
const bodyBytesMax = 1 << 20;
const idleMs = 10_000;

const headerEnd = Buffer.from('\r\n\r\n');

/** A request that is refused as HTTP. */
interface HttpError {
  status: '400 Bad Request' | '404 Not Found' | '411 Length Required' | '413 Content Too Large' | '431 Request Header Fields Too Large';
}

/**
 * The dialect of MDS 0.9.5, whose methods Node's HTTP parser refuses (nodejs/node issue 41913): connections that begin with one of them
 * are read here, one request each; all others go on to the HTTP server.
 * @returns a function that ends the connections that have not asked anything yet
 */
export function customMethods(server: Server, scanner: Scanner): () => void {
  const ordinary = server.listeners('connection') as ((socket: Socket) => void)[];
  const undecided = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    undecided.add(socket);
    let head = Buffer.alloc(0);
    const end = (): void => void socket.destroy();
    const gone = (): void => void undecided.delete(socket);
    const decide = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const begin = head.toString('latin1', 0, 12);
      if (methods.some((method) => method.startsWith(begin))) return;
      undecided.delete(socket);
      socket.off('data', decide).off('end', end);
      if (methods.some((method) => begin.startsWith(method))) return void answer(socket, head, scanner);
      socket.pause().setTimeout(0).off('timeout', end).off('error', end).off('close', gone);
      for (const listener of ordinary) listener.call(server, socket);
      socket.unshift(head);
      process.nextTick(() => socket.resume());
    };
    socket.setTimeout(idleMs).on('timeout', end).on('error', end).on('end', end).on('close', gone).on('data', decide);
  });
  return () => {
    for (const socket of undecided) socket.destroy();
  };
}

async function answer(socket: Socket, head: Buffer, scanner: Scanner): Promise<void> {
  const baseUrl = `http://${socket.localAddress}:${socket.localPort}`;
  const request = await readRequest(socket, head);
  if (request === null) return void socket.destroy();
  // What else the client sends is read and forgotten, so that its end is noticed; the idle limit holds for it.
  if ('status' in request) return void socket.resume().end(`HTTP/1.1 ${request.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.setTimeout(0);
  const reply = await scanner.handle({ ...request, origin: null, baseUrl });
  send(socket.setTimeout(idleMs).resume(), baseUrl, reply);
}

/** One request as far as its `Content-Length`, whatever pieces it comes in; null when the client went away. */
async function readRequest(socket: Socket, head: Buffer): Promise<Pick<Call, 'verb' | 'text'> | HttpError | null> {
  let bytes = head;
  const more = (): Promise<boolean> => new Promise((resolve) => {
    const on = (chunk: Buffer): void => {
      socket.pause().off('data', on).off('close', off).off('end', off);
      bytes = Buffer.concat([bytes, chunk]);
      resolve(true);
    };
    const off = (): void => resolve(false);
    if (socket.destroyed || socket.readableEnded) return off();
    socket.on('data', on).once('close', off).once('end', off).resume();
  });

  while (!bytes.includes(headerEnd)) {
    if (bytes.length > headerBytesMax) return { status: '431 Request Header Fields Too Large' };
    if (!await more()) return null;
  }
  const bodyAt = bytes.indexOf(headerEnd) + headerEnd.length;
  if (bodyAt > headerBytesMax) return { status: '431 Request Header Fields Too Large' };
  const [line, ...headers] = bytes.toString('latin1', 0, bodyAt).split('\r\n');
  const verb = calls[line!.replace(/ HTTP\/1\.[01]$/, '')];
  if (!/ HTTP\/1\.[01]$/.test(line!)) return { status: '400 Bad Request' };
  if (!verb) return { status: '404 Not Found' };
  const length = contentLength(headers);
  if (typeof length !== 'number') return length;

  while (bytes.length < bodyAt + length) if (!await more()) return null;
  return { verb, text: bytes.toString('utf8', bodyAt, bodyAt + length) };
}

function contentLength(headers: string[]): number | HttpError {
  const values = headers.flatMap((header) => /^content-length:\s*(.*?)\s*$/i.exec(header)?.[1] ?? []);
  if (headers.some((header) => /^transfer-encoding:/i.test(header))) return { status: '411 Length Required' };
  if (values.length > 1 || values.some((value) => !/^\d{1,15}$/.test(value))) return { status: '400 Bad Request' };
  const length = Number(values[0] ?? 0);
  return length > bodyBytesMax ? { status: '413 Content Too Large' } : length;
}

function send(socket: Socket, baseUrl: string, { body, delivery }: Reply): void {
  if (delivery.kind === 'reset') return void socket.resetAndDestroy();
  const bytes = Buffer.from(body);
  const header = [
    'HTTP/1.1 200 OK', 'Cache-Control: no-store', `Location: ${baseUrl}`, `Content-Length: ${bytes.length}`, 'Content-Type: application/json', 'Connection: close',
  ];
  socket.write(`${header.join('\r\n')}\r\n\r\n`);
  if (delivery.kind === 'whole') return void socket.end(bytes);
  socket.write(bytes.subarray(0, Math.floor(bytes.length * delivery.share)), () => socket.destroy());
}
