import { extractMinutiae, type Minutia } from '../../matcher/index.ts';
import { makePrintWsq, type Preset } from '../native.ts';

/** So fine that compression moves no minutia. */
export const rateBitsPerPx = 2.25;

/** What the project's extractor sees on one print of so many fingers, ten a person. */
export async function extractedPrints(preset: Preset, seed: number, fingers: number): Promise<Minutia[][]> {
  const prints: Minutia[][] = [];
  for (let n = 0; n < fingers; n += 1) {
    const { wsq } = await makePrintWsq({ seed, person: Math.floor(n / 10), finger: n % 10 + 1, impression: 0, preset, widthPx: 416, heightPx: 560, condition: 'normal' }, rateBitsPerPx);
    prints.push((await extractMinutiae(wsq)).minutiae);
  }
  return prints;
}
