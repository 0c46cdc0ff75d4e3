import { createHash } from 'node:crypto';
import type { Clock } from '../src/core/clock.ts';
import { AppError } from '../src/core/errors.ts';
import type { Matcher, PersonRecord, Probe } from './index.ts';
import { toProbe, slapRefusal, undecodable } from './probe.ts';
import { readBody } from './reading.ts';
import { Refusal } from './refusal.ts';
import { encounterRequest, type EncounterRequest } from './request.ts';
import { formatShard, type Shard, shardOf } from './shard.ts';

/** An encounter as it is kept: images are not. */
export type Encounter = Omit<EncounterRequest, 'biometricData'> & { biometricData: Omit<EncounterRequest['biometricData'][number], 'image'>[] };

export interface PersonsParts {
  matcher: Matcher;
  clock: Clock;
  /** The gallery's own name. */
  galleryId: string;
  shard: Shard;
  /** Nobody comes or goes without one. */
  hasStore: boolean;
}

/** `CC/number`, CC the country that keeps the record. */
const personIdForm = /^[A-Z]{2}\/[!-~]{1,29}$/;

/** Encounter of a person who came with a corpus. */
const corpusEncounterId = '1';

/** People of the gallery as OSIA has them: one encounter each. What is kept or removed is on disk first. */
export class Persons {
  readonly #parts: PersonsParts;

  constructor(parts: PersonsParts) {
    this.#parts = parts;
  }

  /**
   * Enrols a person from an encounter; the same bytes again change nothing.
   * @returns true = they were kept before
   * @throws Refusal not-kept, other-shard, person-exists, and those of a body
   */
  async create(personId: string, encounterId: string, body: Uint8Array): Promise<boolean> {
    const { matcher, galleryId, clock } = this.#parts;
    this.#requireStore();
    this.#requireOurs(personId);
    const { biometricData, ...encounter } = readBody(encounterRequest, body);
    if (encounter.encounterId !== encounterId) throw new Refusal('schema', 'encounterId: another than in the path');
    if (encounter.galleries.some((name) => name !== galleryId)) throw new Refusal('schema', `galleries: ${galleryId} is the one here`);
    const digest = createHash('sha256').update(body).digest('hex');
    if (this.#isRepeat(personId, digest)) return true;

    const { probe, indices } = toProbe({ biometricData, filter: {} });
    const kept: Encounter = { ...encounter, biometricData: biometricData.map((data) => ({ ...data, image: undefined })) };
    const record: PersonRecord = {
      ownerCountry: personId.slice(0, 2),
      recordYear: Number((encounter.createdDate ?? new Date(clock.wallMs()).toISOString()).slice(0, 4)),
      digest, encounter: kept,
    };
    try {
      await matcher.enrol({ personId, record, ...probe });
    } catch (error) {
      if (error instanceof AppError && error.code === 'PERSON_TWICE' && this.#isRepeat(personId, digest)) return true;
      throw enrolFault(error, probe, indices);
    }
    return false;
  }

  /** @throws Refusal unknown */
  read(personId: string): Encounter {
    const record = this.#parts.matcher.record(personId);
    if (!record) throw new Refusal('unknown');
    return (record['encounter'] as Encounter | undefined)
      ?? { encounterId: corpusEncounterId, status: 'ACTIVE', encounterType: 'corpus', galleries: [this.#parts.galleryId], biometricData: [] };
  }

  /** @throws Refusal not-kept, unknown */
  async remove(personId: string): Promise<void> {
    this.#requireStore();
    if (!(await this.#parts.matcher.remove(personId).catch(storeFault))) throw new Refusal('unknown');
  }

  /** People from `offset` on, `limit` at most. */
  list(offset: number, limit: number): { personId: string; encounterId: string }[] {
    return this.#parts.matcher.personIds(offset, limit).map((personId) => ({ personId, encounterId: this.read(personId).encounterId }));
  }

  /** @throws Refusal person-exists when another encounter stands there */
  #isRepeat(personId: string, digest: string): boolean {
    const record = this.#parts.matcher.record(personId);
    if (record && record['digest'] !== digest) throw new Refusal('person-exists');
    return record !== null;
  }

  #requireStore(): void {
    if (!this.#parts.hasStore) throw new Refusal('not-kept', 'the configuration names no store');
  }

  #requireOurs(personId: string): void {
    const { shard } = this.#parts;
    if (!personIdForm.test(personId)) throw new Refusal('schema', 'personId: CC/number');
    const index = shardOf(personId, shard.count);
    if (index !== shard.index) throw new Refusal('other-shard', formatShard({ index, count: shard.count }));
  }
}

/** What is wrong with an encounter; anything else is a fault of ours and thrown on. */
function enrolFault(error: unknown, probe: Probe, indices: number[]): unknown {
  if (!(error instanceof AppError)) return error;
  const reason = String(error.fields['reason']);
  if (error.code === 'IMAGE_UNDECODABLE') {
    const fgps = probe.fingers.map(({ fgp }) => fgp);
    const fgp = Number(/, finger (\d+): /.exec(reason)?.[1] ?? 0);
    return undecodable(indices[fgp === 0 ? fgps.length : fgps.indexOf(fgp)]!, reason, { cause: error });
  }
  if (error.code === 'PROBE_QUALITY') return new Refusal('quality', reason, { cause: error });
  if (error.code === 'PERSON_UNFIT') return new Refusal('schema', reason, { cause: error });
  if (error.code === 'PERSON_TWICE') return new Refusal('person-exists', '', { cause: error });
  return slapRefusal(error, probe, indices) ?? storeRefusal(error);
}

function storeFault(error: unknown): never {
  throw storeRefusal(error);
}

function storeRefusal(error: unknown): unknown {
  return error instanceof AppError && error.code === 'GALLERY_UNWRITABLE' ? new Refusal('unavailable', 'the gallery cannot be written', { cause: error }) : error;
}
