import type { Stage } from '../../src/core/records.ts';

/** A colour on light and on dark paper. */
type Colour = [light: string, dark: string];

const paper: Colour = ['#ffffff', '#15181b'];

/** Neutrals and signals. */
const colours: Record<string, Colour> = {
  paper,
  panel: ['#f5f6f8', '#1d2125'],
  ink: ['#1b1f24', '#e8eaed'],
  muted: ['#5a6472', '#a0aab5'],
  rule: ['#d8dde3', '#343b43'],
  faint: ['#c3cad2', '#4a525b'],
  result: ['#3d4a5c', '#b9c6d6'],
  capture: ['#b9c1cb', '#5b6570'],
  outage: ['#fbe9c6', '#42351b'],
  limit: ['#b3001b', '#ff8080'],
  miss: ['#b3001b', '#ff8080'],
  pass: ['#00694d', '#4fc7a1'],
  fail: ['#b3001b', '#ff8080'],
  inconclusive: ['#8a5a00', '#f0bd59'],
  invalid: ['#6b3d7d', '#cfa3e0'],
};

/** Hues told apart by people with any colour vision (Okabe and Ito 2008), one a part of the system. */
const hues = {
  device: ['#7a6552', '#b39c86'],
  queue: ['#e69f00', '#f0b429'],
  link: ['#0072b2', '#56b4e9'],
  gateway: ['#009e73', '#2fbf94'],
  matcher: ['#b0588a', '#d98cb5'],
  rest: ['#9aa3ad', '#767f8a'],
} satisfies Record<string, Colour>;

interface PartLook {
  words: string;
  hue: keyof typeof hues;
  /** Share of the hue, the rest is paper. */
  strength: number;
}

/** A stage, or what none of them accounts for. */
export type WayPart = Stage | 'rest';

/** Parts of a result time in order: their words and their colour, the same everywhere. */
export const partLooks: Record<WayPart, PartLook> = {
  package: { words: 'Device: make the file', hue: 'device', strength: 1 },
  queue: { words: 'Device: wait in its queue', hue: 'queue', strength: 1 },
  link: { words: 'Link: there and back', hue: 'link', strength: 1 },
  validate: { words: 'Gateway: check the file', hue: 'gateway', strength: 1 },
  journal: { words: 'Gateway: write it down', hue: 'gateway', strength: 0.8 },
  admission: { words: 'Gateway: wait for a turn', hue: 'gateway', strength: 0.62 },
  identify: { words: 'Gateway: call the matcher', hue: 'gateway', strength: 0.46 },
  'match-queue': { words: 'Matcher: wait for a turn', hue: 'matcher', strength: 0.36 },
  'match-decode': { words: 'Matcher: decode the pictures', hue: 'matcher', strength: 0.56 },
  'match-extract': { words: 'Matcher: find the minutiae', hue: 'matcher', strength: 0.8 },
  'match-filter': { words: 'Matcher: search, first pass', hue: 'matcher', strength: 0.5 },
  'match-rerank': { words: 'Matcher: search, closer look', hue: 'matcher', strength: 1 },
  'match-face': { words: 'Matcher: compare faces', hue: 'matcher', strength: 0.66 },
  'match-decide': { words: 'Matcher: decide', hue: 'matcher', strength: 0.4 },
  decide: { words: 'Gateway: write the answer', hue: 'gateway', strength: 0.34 },
  show: { words: 'Device: show it', hue: 'device', strength: 0.6 },
  rest: { words: 'Between these', hue: 'rest', strength: 1 },
};

/** CSS variable of a colour or a part, for `fill`, `stroke` and the charts. */
export function paint(name: string): string {
  return `var(--${name})`;
}

/** Looks of the marks of hits and misses. */
export const missLook = `fill:none;stroke:${paint('miss')};stroke-width:2`;
export const hitLook = `fill:${paint('ink')};stroke:${paint('paper')};stroke-width:1`;

/** Declarations of all variables for one paper. */
export function declarations(dark: boolean): string {
  const side = dark ? 1 : 0;
  const all = [
    ...Object.entries(colours).map(([name, colour]) => [name, colour[side]]),
    ...Object.entries(partLooks).map(([part, { hue, strength }]) => [part, mix(hues[hue][side]!, paper[side], strength)]),
  ];
  return all.map(([name, value]) => `--${name}:${value}`).join(';');
}

/** Linear mix of two colours `#rrggbb`. @param share of the first, 0..1 */
function mix(first: string, second: string, share: number): string {
  const channel = (colour: string, k: number): number => Number.parseInt(colour.slice(1 + 2 * k, 3 + 2 * k), 16);
  return `#${[0, 1, 2].map((k) => Math.round(share * channel(first, k) + (1 - share) * channel(second, k)).toString(16).padStart(2, '0')).join('')}`;
}
