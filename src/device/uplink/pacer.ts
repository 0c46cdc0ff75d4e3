import type { Writable } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import { unpacedRateBytesPerS } from '../policy.ts';

/** Bytes around a slice: HTTP/2 frame header (9, RFC 9113 section 4.1) and TLS 1.3 record (5 + 1 + 16, RFC 8446 section 5.2). */
const overheadBytes = 31;

/** A slice is a tenth of a second of the link, within these bounds, bytes: small enough to be fair, large enough to cost 2-8 %. */
const sliceBytes = { min: 500, max: 1000 };

/** Lateness of the timer that is made up for, ms; without it every slice would lose a millisecond. */
const catchUpMs = 20;

interface Upload {
  stream: Writable;
  bytes: Uint8Array;
  sent: number;
  blocked: boolean;
}

/**
 * Shares a slow uplink among its streams. One connection alone is a first-in first-out queue: a small request behind a large one waits for all of
 * it. So uploads are written round robin, a slice each, at the link's rate; without a rate they go whole and HTTP/2 schedules them.
 */
export class Pacer {
  readonly #rateBytesPerS: number | null;
  readonly #clock: Clock;
  readonly #turn: Upload[] = [];
  /** When the bytes handed over so far should be through the link, host time. */
  #throughAtMs = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param rateBytesPerS null: not paced */
  constructor(rateBytesPerS: number | null, clock: Clock) {
    this.#rateBytesPerS = rateBytesPerS;
    this.#clock = clock;
  }

  /** Writes `bytes` to the stream and ends it. */
  send(stream: Writable, bytes: Uint8Array): void {
    if (this.#rateBytesPerS === null) {
      this.#charge(bytes.length);
      stream.end(bytes);
      return;
    }
    const upload: Upload = { stream, bytes, sent: 0, blocked: false };
    stream.on('drain', () => {
      upload.blocked = false;
      this.#run();
    });
    stream.on('close', () => this.#leave(upload));
    this.#turn.push(upload);
    this.#run();
  }

  /** Estimated time until the bytes handed over are through the link, ms. */
  drainMs(): number {
    return Math.max(0, this.#throughAtMs - this.#clock.nowMs());
  }

  #run(): void {
    if (this.#timer) return;
    while (this.drainMs() <= 0) {
      const upload = this.#turn.find((candidate) => !candidate.blocked);
      if (!upload) return;
      this.#leave(upload);
      if (this.#slice(upload)) this.#turn.push(upload);
    }
    if (this.#turn.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#run();
    }, this.drainMs());
  }

  /** Writes one slice; false when it was the last. */
  #slice(upload: Upload): boolean {
    const size = Math.min(sliceBytes.max, Math.max(sliceBytes.min, Math.round(this.#rateBytesPerS! / 10)));
    const slice = upload.bytes.subarray(upload.sent, upload.sent + size);
    upload.sent += slice.length;
    this.#charge(slice.length + overheadBytes);
    if (upload.sent >= upload.bytes.length) {
      upload.stream.end(slice);
      return false;
    }
    upload.blocked = !upload.stream.write(slice);
    return true;
  }

  #charge(bytes: number): void {
    this.#throughAtMs = Math.max(this.#throughAtMs, this.#clock.nowMs() - catchUpMs) + (bytes / (this.#rateBytesPerS ?? unpacedRateBytesPerS)) * 1000;
  }

  #leave(upload: Upload): void {
    const at = this.#turn.indexOf(upload);
    if (at >= 0) this.#turn.splice(at, 1);
  }
}
