import { isSlap, pressesOf, type Press } from '../../src/core/platen.ts';
import { commandOf, fingersText, imageCount, type Description } from './description.ts';
import { captureYear } from './parameters.ts';
import { sheetPeople } from './person.ts';
import { presets } from './presets.ts';

/** README.md of a data set: what it is, how it is read, how it is made again. */
export function readme({ generator, parameters, digest }: Description): string {
  const { people, fap, capture, fingers, impressions, faces, preset, format, seed } = parameters;
  const slaps = pressesOf(parameters).filter(isSlap);
  return `# Synthetic fingerprints and faces

**Everything here is synthetic.** No print, face, name or document number belongs to a living or dead person; every record of people.jsonl says
\`SPECIMEN\`. Made for testing and measuring, by Hotspot Rehearsal; licence: Apache-2.0, like the generator.

| | |
|---|---|
| people | ${people} |
| images | ${imageCount(parameters)} |
| fingers (FGP) | ${fingersText(fingers)} |
| impressions a finger | ${impressions} |
| captures a face | ${faces} |
| preset | ${preset}: ${presets[preset].shows} (faces: ${presets[preset].face}) |
| format of prints | ${format}, 500 ppi, FAP ${fap}${capture === 'rolled' ? ', each rolled from nail to nail (1.6 x 1.5 inches)' : ''} |
| seed | ${seed} |
| year of the captures | ${captureYear} |
| generator | hotspot ${generator.hotspot}, synth ${generator.synth} |
| digest | \`${digest}\` |

Made again, byte for byte, by the same generator:

\`\`\`sh
${commandOf(parameters)}
\`\`\`

\`hotspot validate DIR\` checks every file against its truth; \`sha256sum --check --quiet SHA256SUMS\` checks the bytes. The digest above is the SHA-256 of
SHA256SUMS.

## What lies where

| file | |
|---|---|
| \`truth.jsonl\` | one line ${slaps.length > 0 ? 'a face or a finger of a slap' : 'an image'}: \`person\`, \`finger\` (FGP 1-10, or \`"face"\`), \`impression\`, \`file\`, \`width\`, \`height\`; of a print \`minutiae\`, \`template\`, \`preset\` and \`condition\` of the skin; of a face \`eyes\` and \`box\` |
| \`people.jsonl\` | one line a person: biography, origin (ISO 3166), document number with ICAO 9303 check digit |
${slaps.length > 0 ? slapRows(slaps) : fingerRow}
| \`people/NNNNNN/face-I\` | capture I of the face (\`.png\` or \`.jpg\`) |
| \`people/NNNNNN/person.nist\` | INT-I 4.22 transaction with the first impression of each finger (WSQ) and the first face (JPEG) |
| \`people/NNNNNN/sheet.png\` | contact sheet with the truth drawn over it, of the first ${sheetPeople} people |
| \`sheet.html\` | these sheets on one page |
| \`dataset.json\` | parameters, generator and digest, for programs |

Places are px from the top left, y downwards. A minutia's \`direction\` has 256 units a turn, anticlockwise from +x: into the ridge that ends, or between the
arms of a fork. Records round places to whole px. \`eyes\` are centres, the picture's left first; \`box\` is left, top, width, height.
${slaps.length > 0 ? slapWords : ''}`;
}

const fingerRow = '| `people/NNNNNN/finger-FF-I` | print of finger FF, impression I (`.png`, `.wsq` or `.jpg`), and its minutiae (`.fmr`, ISO/IEC 19794-2:2005) |';

function slapRows(slaps: readonly Press[]): string {
  return `| \`people/NNNNNN/slap-PP-I\` | slap of position PP, impression I (\`.png\`, \`.wsq\` or \`.jpg\`): ${slaps.map(({ position, label }) => `${position} ${label}`).join(', ')} |
| \`people/NNNNNN/finger-FF-I.fmr\` | minutiae of finger FF in its slap (ISO/IEC 19794-2:2005, size and places of the slap) |`;
}

const slapWords = `
Fingers are pressed several at once. Of a finger's line \`file\`, \`width\` and \`height\` are the slap's, \`minutiae\` are the finger's own in px of the slap, and
\`slap\` has the \`position\` (ANSI/NIST-ITL 1-2011 table 8), the finger's \`area\` (left, top, width, height; neighbours overlap) and \`turnDeg\`, clockwise from upright. The
transaction carries four fingers as one image of at most 70 x 65 mm, and what INT-I has no position for cut into fingers: thumbs (11, 12) and pairs.
`;
