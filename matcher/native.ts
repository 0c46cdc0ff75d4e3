import { createRequire } from 'node:module';

/** The addon built from `matcher/napi`; its Rust documents the functions. */
interface Native {
  benchTemplate(pixels: Buffer, width: number, height: number, ppi: number): Promise<{ template: Buffer; minutiae: number; ms: number }>;
  benchScores(templates: Buffer[], threads: number): Promise<{ rerank: Uint32Array; filter: Uint32Array; ms: Float64Array }>;
}

export const native = createRequire(import.meta.url)('./hotspot_matcher.node') as Native;
