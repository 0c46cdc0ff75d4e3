/** A gallery file, and the digest of what it was made from. */
export interface GalleryFile {
  file: string;
  digest: string;
}
