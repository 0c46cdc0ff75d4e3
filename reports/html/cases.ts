import { finger } from '../../src/core/fingers.ts';
import { minutiaPath } from '../../src/core/minutia-mark.ts';
import type { EvidencePicture, FingerEvidence } from '../../src/store/evidence.ts';
import type { StoredCheck } from '../../src/store/run.ts';
import { missWords, type Fate } from '../../src/verdict/classify.ts';
import { readCases, type CaseFiles } from '../evidence.ts';
import { isMiss, resultMs } from '../misses.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import type { Report } from '../report.ts';
import { duration, playTime, whole } from '../units.ts';
import { section } from './section.ts';

/** Pictures of more cases than this, or of more than this many bytes, stay in the evidence folder. */
const casesMax = 16;
const pictureBytesMax = 8_000_000;
/** More hits than this are counted only. */
const hitsMax = 100;

/** Answers that name the wrong person, or nobody. */
const wrong: readonly Fate[] = ['missed-mate', 'false-hit', 'wrong-mate'];

/** Hits and wrong answers with what was compared. Wrong answers come first. */
export function casesPart(report: Report): Markup {
  const { run } = report;
  const files = new Map(readCases(report.runDir).map((one) => [one.evidence.tcn, one]));
  const told = run.checks.map((check, k) => ({ check, fate: report.fates[k]!, right: !wrong.includes(report.fates[k]!) })).filter(({ check, right }) => check.outcome === 'hit' || !right)
    .sort((a, b) => Number(a.right) - Number(b.right));
  if (told.length === 0) return section('hits', 'Hits', report.verdict.accuracy.mates === 0 ? 'Nobody was hit, and nobody should have been.' : 'No answer named anybody, right or wrong.');
  let [pictured, bytes] = [0, 0];
  const cards = told.slice(0, hitsMax).map(({ check, fate }) => {
    const found = files.get(check.tcn);
    const fits = found !== undefined && pictured < casesMax && bytes + found.bytes <= pictureBytesMax;
    if (fits) [pictured, bytes] = [pictured + 1, bytes + found.bytes];
    return card(report, check, isMiss(fate) && wrong.includes(fate) ? capitalised(missWords[fate]) : 'Hit', found, fits);
  });
  return section('hits', told[0]!.right ? 'Hits' : 'Hits and wrong answers', 'What was captured beside the record it was compared with. Circles with a tail are minutiae and the direction of their ridge; those that both prints share are filled and joined by lines. All people and prints are synthetic.',
    cards, told.length > hitsMax ? markup`<p class="muted">${whole(told.length - hitsMax)} more are not listed.</p>` : null);
}

function card({ run }: Report, check: StoredCheck, head: string, found: CaseFiles | undefined, pictured: boolean): Markup {
  const mate = run.plan.gallery.mates.find((candidate) => candidate.reference === (found?.evidence.reference ?? check.detail ?? check.expectedReference));
  const notices = run.events.filter((event) => event.kind === 'notice' && event.data['tcn'] === check.tcn);
  const site = run.plan.sites.find((candidate) => candidate.id === check.site);
  const took = resultMs(check);
  const fact = (name: string, value: Part): Markup => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const year = found?.evidence.recordYear ?? mate?.recordYear;
  return markup`<article class="case"><h3>${head}: ${found?.evidence.reference ?? check.detail ?? check.expectedReference}</h3>
<dl class="facts">
${fact('Checked at', [site?.name ?? check.site, `, ${playTime(check.dueMs)} of the play`])}
${fact('Transaction', markup`<code>${check.tcn}</code>`)}
${fact('Record of', [found?.evidence.ownerCountry ?? mate?.ownerCountry ?? '–', year === undefined ? '' : `, taken in ${year}`])}
${fact('Officer saw it', took === null ? 'never' : `${duration(took)} after submission`)}
${fact('Score', check.score === null ? '–' : `${whole(Math.round(check.score))} dB`)}
${fact('Countries told', notices.length === 0 ? (run.journal === null ? 'not known' : 'none') : notices.map((event, k) => `${k > 0 ? ', ' : ''}${event.subject} (${playTime(event.atMs)})`))}
</dl>${pictured ? pictures(found!) : found ? markup`<p class="muted">Pictures: <code>evidence/${check.tcn}/</code></p>` : markup`<p class="muted">No pictures were kept.</p>`}</article>
`;
}

function pictures({ evidence, dataUri }: CaseFiles): Markup {
  return markup`<div class="pictures">${evidence.fingers.map((one) => fingerFigure(one, dataUri))}${evidence.face ? faceFigure(evidence.face, evidence.recordYear, dataUri) : null}</div>`;
}

type DataUri = CaseFiles['dataUri'];

/** Space between the prints of a pair, px at 500 ppi. */
const gapPx = 40;

function fingerFigure({ fgp, score, probe, mate, pairs }: FingerEvidence, dataUri: DataUri): Markup {
  const [width, height] = [probe.width + gapPx + mate.width, Math.max(probe.height, mate.height)];
  const shift = probe.width + gapPx;
  const lines = pairs.flatMap(([p, m]) => {
    const [own, other] = [probe.minutiae[p], mate.minutiae[m]];
    return own && other ? [`M${own.x} ${own.y}L${other.x + shift} ${other.y}`] : [];
  });
  const paired = (index: 0 | 1): ReadonlySet<number> => new Set(pairs.map((pair) => pair[index]));
  return markup`<figure><div class="plate"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${finger(fgp).label}: captured and recorded print with ${pairs.length} minutiae in common">${print(probe, 0, dataUri)}${print(mate, shift, dataUri)}
<path d="${lines.join('')}" fill="none" stroke="#0072b2" stroke-width="1.6" stroke-opacity=".55"/>${minutiae(probe, 0, paired(0))}${minutiae(mate, shift, paired(1))}</svg></div>
<figcaption>${capitalised(finger(fgp).label)}: captured left, recorded right. ${pairs.length} of ${probe.minutiae.length} and ${mate.minutiae.length} minutiae in common; ${whole(Math.round(score))} dB.</figcaption></figure>`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function print({ file, width, height }: EvidencePicture, shift: number, dataUri: DataUri): Part {
  const uri = dataUri(file);
  return uri === null ? null : markup`<image href="${uri}" x="${shift}" y="0" width="${width}" height="${height}"/>`;
}

/** Minutiae of one print as two paths: those with a partner, and the rest. */
function minutiae({ minutiae: all }: EvidencePicture, shift: number, paired: ReadonlySet<number>): Markup {
  const path = (wanted: boolean): string => all.flatMap((minutia, k) => (paired.has(k) === wanted ? [minutiaPath({ ...minutia, x: minutia.x + shift }, radiusPx, tailPx)] : [])).join('');
  return markup`<path d="${path(false)}" fill="none" stroke="#c26a00" stroke-width="2"/><path d="${path(true)}" fill="#0072b2" fill-opacity=".35" stroke="#0072b2" stroke-width="2.2"/>`;
}

const radiusPx = 5;
const tailPx = 15;

function faceFigure(face: { probe: string; mate: string }, recordYear: number, dataUri: DataUri): Markup {
  const image = (file: string, words: string): Markup => {
    const uri = dataUri(file);
    return uri === null ? markup`<span></span>` : markup`<img alt="${words}" src="${uri}">`;
  };
  return markup`<figure><div class="face">${image(face.probe, 'face captured at the site')}${image(face.mate, 'face in the record')}</div><figcaption>Face: captured left, recorded in ${recordYear} right.</figcaption></figure>`;
}
