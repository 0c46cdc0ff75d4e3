import { describe, expect, test } from 'vitest';
import { withGallery } from './gallery.ts';
import { loadOperation } from './load.ts';

describe('withGallery()', () => {
  const loaded = loadOperation('western-balkans-2021');
  const { size, mates } = loaded.operation.gallery;

  test('makes up the number with a crowd, and leaves the operation\'s own people', () => {
    const { operation } = withGallery(loaded, { gallery: 220_000, shards: 2 });
    expect(operation.gallery).toEqual({ ...loaded.operation.gallery, crowd: 220_000 - size - mates.length, shards: 2 });
  });

  test('changes nothing where nothing is chosen', () => {
    expect(withGallery(loaded, {})).toEqual(loaded);
  });

  test('refuses fewer people than the operation has, and more than a crowd can be', () => {
    for (const gallery of [0, size + mates.length - 1, 2_000_000]) expect(() => withGallery(loaded, { gallery })).toThrow(expect.objectContaining({ code: 'GALLERY_SIZE' }));
    expect(withGallery(loaded, { gallery: size + mates.length }).operation.gallery.crowd).toBe(0);
  });
});
