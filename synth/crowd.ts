import type { GalleryPlan } from '../src/core/plan.ts';
import { platens } from '../src/core/platen.ts';
import { deriveSeed } from '../src/core/random.ts';
import { recordOf } from './enrol.ts';
import { makeFaceVectors, makeTemplates } from './native.ts';

/** A person of the crowd: no images, only what a matcher keeps. */
export interface CrowdPerson {
  reference: string;
  ownerCountry: string;
  recordYear: number;
  /** FGP, in the order of the templates. */
  fingers: number[];
  /** One after another, as the matcher writes them. */
  templates: Uint8Array;
  /** The portrait's vector; none where the gallery has no faces. */
  face?: Uint8Array;
}

const fingers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Records of the crowd have numbers from here, above those of the gallery's rendered people. */
const firstRecord = 10_000_000;

/**
 * People `from..from + count` of a gallery's crowd, as stations enrol them.
 * @param faces vectors of rendered portraits that the crowd's are mixed from; empty = the crowd has no faces
 */
export async function makeCrowd(gallery: GalleryPlan, fap: number, faces: Uint8Array[], from: number, count: number): Promise<CrowdPerson[]> {
  const people = { seed: deriveSeed(gallery.seed, 'crowd'), from, count };
  const [templates, vectors] = await Promise.all([
    makeTemplates({ ...people, fingers, preset: 'easy', ...platens[fap]! }),
    faces.length === 0 ? [] : makeFaceVectors(people, faces),
  ]);
  return templates.map((bytes, k) => ({ ...recordOf(gallery, firstRecord + from + k), fingers, templates: bytes, ...(vectors[k] && { face: vectors[k] }) }));
}
