import { createVerify, hash, X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import { finger } from '../core/fingers.ts';
import type { ScannerConfig } from './config.ts';
import { readIsoImage } from './iso-image.ts';
import type { IsoImage } from './iso-image.ts';
import { captureScoreWanted, captureTimeoutMs } from './policy.ts';

/** One image from the scanner. */
export interface Captured {
  image: IsoImage;
  /** FGP 1..10; 0 for a face. */
  fgp: number;
  /** NFIQ 2, 1..100. */
  quality: number;
}

/** What to capture in one call. */
export interface CaptureWish {
  /** SBI transactionId, 4..50 of A-Z a-z 0-9 -. */
  transactionId: string;
  /** FGP 1..10 in capture order; empty for the face. */
  fingers: number[];
  /** Hash of the item before, upper hex: the chain runs over the calls of one check. */
  previousHash: string;
}

/** What one call brought. */
export interface CaptureReply {
  /** In the order of the reply. */
  images: Captured[];
  /** The last hash of the chain. */
  lastHash: string;
}

/** SHA-256 of the empty string: the first value of every hash chain. */
export const firstHash = hash('sha256', '').toUpperCase();

/** A reply longer than this is no capture, characters. */
const replyLengthMax = 16 << 20;

/** Time a reply may take beyond the capture's own timeout, ms. */
const replyMarginMs = 3000;

/**
 * The device's side of the MOSIP Secure Biometric Interface, later draft ("dialect B": POST only): finds the scanner's two modalities, captures,
 * checks signature, echo and hash chain, and opens the ISO container.
 */
export class ScannerClient {
  readonly #config: ScannerConfig;
  readonly #clock: Clock;
  #found = new Map<'Finger' | 'Face', { baseUrl: string; specVersion: string }>();

  constructor(config: ScannerConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /**
   * One `rcapture` call: the wished fingers, or the face.
   * @throws AppError SCANNER_FAULT with `code`: the SBI error code, or `transport`, `reply`, `signature`, `echo`, `chain`, `image`
   */
  async capture(wish: CaptureWish): Promise<CaptureReply> {
    const type = wish.fingers.length > 0 ? 'Finger' : 'Face';
    const { baseUrl, specVersion } = this.#found.get(type) ?? (await this.#discover(type));
    const reply = await this.#post(`${baseUrl}/rcapture`, captureRequest(wish, type, this.#deviceId(type), specVersion, this.#clock));
    const items = field(reply, 'biometrics');
    if (!Array.isArray(items)) throw fault('reply', 'no biometrics in the reply');
    let lastHash = wish.previousHash;
    const images = items.map((item: unknown): Captured => {
      const opened = openItem(item, wish, lastHash);
      lastHash = opened.lastHash;
      return opened.captured;
    });
    expectFingers(images, wish);
    return { images, lastHash };
  }

  async #discover(type: 'Finger' | 'Face'): Promise<{ baseUrl: string; specVersion: string }> {
    const reply = await this.#post(`${trimSlash(this.#config.url)}/device`, { type });
    const wanted = this.#deviceId(type);
    const device = Array.isArray(reply) ? reply.find((entry: unknown) => field(entry, 'serialNo') === wanted || field(entry, 'deviceId') === wanted) as unknown : undefined;
    if (!device) throw fault('106', `no ${type} device ${wanted} discovered`);
    const callbackId = field(device, 'callbackId');
    const versions = field(device, 'specVersion');
    const found = {
      baseUrl: trimSlash(typeof callbackId === 'string' && callbackId !== '' ? callbackId : this.#config.url),
      specVersion: textOf(Array.isArray(versions) ? versions[0] : versions),
    };
    this.#found.set(type, found);
    return found;
  }

  async #post(url: string, body: object): Promise<unknown> {
    try {
      return JSON.parse(await postJson(url, body));
    } catch (cause) {
      this.#found.clear();
      throw fault('transport', cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  #deviceId(type: 'Finger' | 'Face'): string {
    return type === 'Finger' ? this.#config.fingerDeviceId : this.#config.faceDeviceId;
  }
}

/** Numbers go as strings, as the reference scanner demands. */
function captureRequest(wish: CaptureWish, type: 'Finger' | 'Face', deviceId: string, specVersion: string, clock: Clock): object {
  return {
    env: 'Developer',
    purpose: 'Registration',
    specVersion,
    timeout: String(captureTimeoutMs),
    captureTime: `${new Date(clock.wallMs()).toISOString().slice(0, 19)}Z`,
    transactionId: wish.transactionId,
    bio: [{
      type,
      count: String(Math.max(1, wish.fingers.length)),
      ...(type === 'Finger' ? { bioSubType: wish.fingers.map((fgp) => finger(fgp).sbi) } : {}),
      exception: [],
      requestedScore: String(captureScoreWanted),
      serialNo: deviceId,
      deviceId,
      deviceSubId: '0',
      previousHash: wish.previousHash,
    }],
    customOpts: {},
  };
}

function openItem(item: unknown, wish: CaptureWish, previousHash: string): { captured: Captured; lastHash: string } {
  const error = field(item, 'error');
  const code = textOf(field(error, 'errorCode') ?? '0');
  if (code !== '0') throw fault(code, textOf(field(error, 'errorInfo')));
  const data = openJws(field(item, 'data'));
  if (field(data, 'transactionId') !== wish.transactionId) throw fault('echo', `transactionId ${textOf(field(data, 'transactionId'))}`);
  const iso = Buffer.from(textOf(field(data, 'bioValue')), 'base64url');
  const lastHash = chainHash(previousHash, iso);
  if (textOf(field(item, 'hash')).toUpperCase() !== lastHash) throw fault('chain', 'hash does not follow from the one before');
  return { captured: { image: openImage(iso), fgp: fgpOf(data), quality: Number(field(data, 'qualityScore')) }, lastHash };
}

/** hash = upper hex of SHA-256(previous || SHA-256(iso)), bytes concatenated (MOSIP MDS 0.9.5, "hash"). */
export function chainHash(previousHash: string, iso: Uint8Array): string {
  return hash('sha256', Buffer.from(previousHash + hash('sha256', iso), 'hex')).toUpperCase();
}

/** Payload of a JWS (RFC 7515, compact, RS256) that the certificate in its `x5c` header signed. */
function openJws(jws: unknown): unknown {
  const text = textOf(jws);
  const [header, payload, signature] = text.split('.');
  if (!header || !payload || !signature) throw fault('reply', 'data is no JWS of three parts');
  try {
    const chain = field(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')), 'x5c');
    const key = deviceKey(textOf(Array.isArray(chain) ? chain[0] : ''));
    if (createVerify('RSA-SHA256').update(text.slice(0, text.lastIndexOf('.')), 'latin1').verify(key, signature, 'base64url')) {
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    }
  } catch (cause) {
    throw fault('signature', 'the JWS cannot be checked', cause);
  }
  throw fault('signature', 'the JWS does not verify');
}

/** Keys of the scanners seen, by certificate: parsing one costs more than checking a signature. */
const keys = new Map<string, KeyObject>();
const keysMax = 1000;

function deviceKey(certificate: string): KeyObject {
  const known = keys.get(certificate);
  if (known) return known;
  const key = new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  if (keys.size >= keysMax) keys.clear();
  keys.set(certificate, key);
  return key;
}

function openImage(iso: Uint8Array): IsoImage {
  try {
    return readIsoImage(iso);
  } catch (cause) {
    throw fault('image', cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function fgpOf(data: unknown): number {
  if (field(data, 'bioType') === 'Face') return 0;
  const name = textOf(field(data, 'bioSubType'));
  const fgp = fgpByName.get(name);
  if (fgp === undefined) throw fault('reply', `bioSubType ${name}`);
  return fgp;
}

const fgpByName = new Map(Array.from({ length: 10 }, (_, index) => [finger(index + 1).sbi, index + 1]));

function expectFingers(images: Captured[], wish: CaptureWish): void {
  const got = images.map((captured) => captured.fgp).toSorted((a, b) => a - b);
  const wanted = wish.fingers.length > 0 ? wish.fingers.toSorted((a, b) => a - b) : [0];
  if (got.join() !== wanted.join()) throw fault('reply', `positions ${got.join()} instead of ${wanted.join()}`);
}

function postJson(url: string, body: object): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent: false, headers: { ext: 'hotspot-device', 'content-type': 'application/json', 'content-length': bytes.length } });
    const deadline = setTimeout(() => call.destroy(new Error('no reply in time')), captureTimeoutMs + replyMarginMs);
    call.on('close', () => clearTimeout(deadline));
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', reject);
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > replyLengthMax) call.destroy(new Error(`reply above ${replyLengthMax} characters`));
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`HTTP status ${response.statusCode}`))));
    });
    call.end(bytes);
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A string, or a number as deployed scanners send it in its place; empty for anything else. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function fault(code: string, info: string, cause?: unknown): AppError {
  return new AppError('SCANNER_FAULT', { code, info }, cause === undefined ? {} : { cause });
}
