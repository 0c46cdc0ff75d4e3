import { AppError } from '../core/errors.ts';
import type { LoadedOperation } from './load.ts';
import { crowdMax } from './schema.ts';

/**
 * The operation with a gallery of another size or spread. Its rendered people and mates stay; the crowd makes up the number.
 * @param chosen.gallery people in all
 * @throws AppError GALLERY_SIZE when fewer than the operation's own, or more than a crowd can be
 */
export function withGallery(loaded: LoadedOperation, chosen: { gallery?: number; shards?: number }): LoadedOperation {
  const { gallery } = loaded.operation;
  const own = gallery.size + gallery.mates.length;
  const crowd = chosen.gallery === undefined ? gallery.crowd : chosen.gallery - own;
  if (crowd < 0 || crowd > crowdMax) throw new AppError('GALLERY_SIZE', { people: chosen.gallery, own, most: own + crowdMax });
  return { ...loaded, operation: { ...loaded.operation, gallery: { ...gallery, crowd, shards: chosen.shards ?? gallery.shards } } };
}
