import { codedPrint, type GreyImage } from '../../synth/dataset/encode.ts';
import type { PersonImages } from '../../synth/dataset/person.ts';
import { captureYear } from '../../synth/dataset/parameters.ts';
import type { Press } from '../core/platen.ts';
import { formatTcn } from '../core/tcn.ts';
import type { ImageSize } from '../inti/image-size.ts';
import { encodeSearch, readSearch } from '../inti/search.ts';
import type { FingerImage } from '../inti/types.ts';
import { defaultRules, largestImage } from '../inti/validate.ts';

/** ZZ belongs to no country (ISO 3166, user-assigned). */
const agency = 'ZZ/SPECIMEN';
const priority = 4;

/** FGP of a plain thumb, pressed beside another finger. */
const plainThumbs: Record<number, number> = { 1: 11, 6: 12 };

/** A person of a data set as an INT-I search: NPS with prints, NPP with a face alone. */
export async function packPerson({ number, prints, face }: PersonImages): Promise<Uint8Array> {
  const fingers = (await Promise.all(prints.map(fingerImages))).flat();
  return encodeSearch({
    tot: fingers.length > 0 ? 'NPS' : 'NPP', tcn: formatTcn(captureYear % 100, number), ori: agency, dai: agency, priority, atMs: Date.UTC(captureYear, 0, 1), fingers, face,
  });
}

/**
 * What is wrong with such a file: the findings of INT-I's validator, else other images than it should hold.
 * @param presses of which it should hold the images
 * @throws AppError INTI_NOT_A_FILE
 */
export function checkPersonFile(bytes: Uint8Array, presses: readonly Press[], hasFace: boolean): string[] {
  const read = readSearch(bytes, defaultRules);
  if ('refused' in read) return read.refused.map(({ code, idc, field, text }) => `finding ${code}, IDC ${idc}, field ${field}: ${text}`);
  const held = read.search.fingers.map((finger) => finger.fgp);
  const wanted = presses.flatMap(({ position, fgps }) => positionsOf(position, fgps.filter((fgp) => fgp > 0)));
  return [
    ...(held.join() === wanted.join() ? [] : [`holds fingers ${held.join(', ')}, expected ${wanted.join(', ')}`]),
    ...((read.search.face !== null) === hasFace ? [] : [hasFace ? 'holds no face' : 'holds a face']),
  ];
}

/** Positions under which INT-I carries a press: its own, or those of its fingers where INT-I has none for it. */
function positionsOf(position: number, fgps: readonly number[]): number[] {
  return isCarriedWhole(position) ? [position] : fgps.map((fgp) => plainThumbs[fgp] ?? fgp);
}

/** Single fingers, and four of a hand. */
function isCarriedWhole(position: number): boolean {
  return position <= 10 || position === 13 || position === 14;
}

/** A press as INT-I takes it: whole, or finger by finger; no image larger than its position allows. */
function fingerImages(print: PersonImages['prints'][number]): Promise<FingerImage[]> {
  const { position, impressionType, fingers, ...image } = print;
  const areas = fingers.map(({ place }) => place?.area ?? [0, 0, image.width, image.height] as const);
  return Promise.all(positionsOf(position, fingers.map(({ finger }) => finger)).map(async (fgp, k): Promise<FingerImage> => {
    const piece = cut(image, isCarriedWhole(position) ? middleOf(image, areas, largestImage(fgp)) : fieldOf(areas, k));
    return { fgp, impressionType, width: piece.width, height: piece.height, wsq: await codedPrint(piece, 'wsq') };
  }));
}

/** Left, top, width, height, px. */
type Area = readonly [left: number, top: number, width: number, height: number];

/** The part of an image about the middle of its fingers that is as large as allowed. */
function middleOf(image: GreyImage, areas: readonly Area[], largest: ImageSize): Area {
  const [width, height] = [Math.min(image.width, largest.width), Math.min(image.height, largest.height)];
  const from = (starts: number[], ends: number[], side: number, whole: number): number =>
    Math.min(whole - side, Math.max(0, Math.round((Math.min(...starts) + Math.max(...ends) - side) / 2)));
  return [
    from(areas.map(([left]) => left), areas.map(([left, , across]) => left + across), width, image.width),
    from(areas.map(([, top]) => top), areas.map(([, top, , down]) => top + down), height, image.height), width, height,
  ];
}

/** The area of finger `k` from the left, up to half the way to its neighbours. */
function fieldOf(areas: readonly Area[], k: number): Area {
  const [left, top, width, height] = areas[k]!;
  const [before, after] = [areas[k - 1], areas[k + 1]];
  const from = before ? Math.max(left, Math.round((before[0] + before[2] + left) / 2)) : left;
  const to = after ? Math.min(left + width, Math.round((left + width + after[0]) / 2)) : left + width;
  return [from, top, to - from, height];
}

function cut({ pixels, width }: GreyImage, [left, top, across, down]: Area): GreyImage {
  const rows = Array.from({ length: down }, (_, y) => pixels.subarray((top + y) * width + left, (top + y) * width + left + across));
  return { width: across, height: down, pixels: Buffer.concat(rows) };
}
