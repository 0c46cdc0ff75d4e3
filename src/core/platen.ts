/** Pixels of a Fingerprint Acquisition Profile's platen at 500 ppi (single fingers: FAP 10, 20, 30). */
export const platens: Record<number, { widthPx: number; heightPx: number }> = {
  10: { widthPx: 250, heightPx: 325 },
  20: { widthPx: 300, heightPx: 400 },
  30: { widthPx: 400, heightPx: 500 },
};
