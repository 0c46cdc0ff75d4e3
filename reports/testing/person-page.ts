import { Buffer } from 'node:buffer';
import { fingers } from '../../src/core/fingers.ts';
import type { PersonPage } from '../person.ts';

/** The smallest WebP picture: one white pixel, lossless. */
const image = Buffer.from('UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAdQ//73v/+BiOh/AAA=', 'base64');

const print = { width: 400, height: 500, image, minutiae: [{ x: 100, y: 120, direction: 64, type: 'ending' as const }, { x: 200, y: 90.5, direction: 0, type: 'bifurcation' as const }] };
const look = (name: string): { name: string; shows: string } => ({ name, shows: `what ${name} shows` });

/** A person with a name that is markup. */
export const markedPerson: PersonPage = {
  seed: 7, number: 17, familyName: '<b>N\'Diaye</b>', givenName: 'A & B', sex: 'female', birthDate: '1990-01-02', nationality: 'SN', locale: 'fr_SN', documentNumber: 'P12345678', condition: 'dry',
  fingers: fingers.map(({ fgp }) => ({ fgp, prints: ['easy', 'field', 'hard'].map((name) => ({ ...print, ...look(name) })) })),
  skin: { fgp: 2, preset: 'field', prints: ['normal', 'dry'].map((name) => ({ ...print, ...look(name) })) },
  faces: ['portrait', 'field'].map((name) => ({ width: 480, height: 600, image, eyes: [[190, 250], [290, 250]], box: [140, 180, 200, 280], ...look(name) })),
  generator: { hotspot: '0.1.0', synth: '0123456789ab' },
};
