import { expect, test } from 'vitest';
import { sheetPage, type SheetPerson } from './sheet.ts';

const person: SheetPerson = { person: 1, familyName: '<i>', givenName: 'Ada', sex: 'female', birthDate: '1990-01-02', nationality: 'BA', documentNumber: 'P12345678', sheet: 'people/000001/sheet.png' };
const parameters = { seed: 3, people: 1, fap: 30, capture: 'plain' as const, fingers: [2, 7], impressions: 4, faces: 1, preset: 'field', format: 'wsq' };
const generator = { hotspot: '0.1.0', synth: '0123456789ab' };

test('sheetPage() tells what the set holds and shows a sheet a person', () => {
  const html = sheetPage({ generator, parameters }, [person]);
  expect(html).toContain('<dd>9<small');
  expect(html).toContain('2 fingers, 4 impressions each, and 1 face');
  expect(html).toContain('<bdi>Ada &lt;i&gt;</bdi>');
  expect(html).toContain('<a href="people/000001/sheet.png"><img src="people/000001/sheet.png"');
  expect(html).toContain('All of them');
});

test('sheetPage() counts slaps, and names them', () => {
  const html = sheetPage({ generator, parameters: { ...parameters, fap: 60 } }, [person]);
  expect(html).toContain('2 slaps, 4 impressions each, and 1 face');
  expect(html).toContain('Columns are slaps (13 right four fingers, 14 left four fingers), rows');
});

test('sheetPage() says when it shows only the first people', () => {
  expect(sheetPage({ generator, parameters: { ...parameters, people: 500 } }, [person])).toContain('The first 1<');
});
