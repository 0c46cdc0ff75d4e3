import { markup, type Markup, type Part } from '../markup.ts';
import type { Report } from '../report.ts';
import { whole } from '../units.ts';
import { section } from './section.ts';

/** What the figures rest on: what was assumed, and where the rest comes from. */
export function basisPart({ run }: Report): Markup {
  const { assumptions, sources, capture, gallery } = run.plan;
  const list = (head: string, items: readonly string[]): Part => (items.length === 0 ? null : markup`<h3>${head}</h3><ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`);
  return section('basis', 'What this rests on', `Synthetic people throughout: ${capture.fingers.length} finger${capture.fingers.length === 1 ? '' : 's'}${capture.face ? ' and a face' : ''} of each, captured as “${capture.preset}”, searched among ${whole(gallery.size + gallery.crowd)} people${gallery.crowd === 0 ? '' : ` (${whole(gallery.crowd)} of them made as templates, without images)`} and ${gallery.mates.length} planted mates.`,
    list('Assumed', assumptions), list('Sources', sources));
}
