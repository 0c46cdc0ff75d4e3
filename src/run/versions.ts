import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaceModel } from '../../matcher/face-model.ts';
import type { ActiveRun } from './active-run.ts';

const root = join(import.meta.dirname, '..', '..');

/** Versions and digests of everything that shapes a result. */
export function versions(engines: ActiveRun['engines'], faceModel: FaceModel | null): Record<string, string> {
  return {
    hotspot: projectVersion(),
    node: process.versions.node,
    k6: `${engines.k6.version} (${engines.k6.digest.slice(0, 12)})`,
    toxiproxy: `${engines.toxiproxy.version} (${engines.toxiproxy.digest.slice(0, 12)})`,
    matcher: addonDigest('matcher'),
    synth: addonDigest('synth'),
    ...(faceModel && { 'face model': faceModel.digest }),
  };
}

/** Version of the project, from its manifest. */
export function projectVersion(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The file of an addon, `matcher` or `synth`. */
export function addonFile(folder: string): string {
  return join(root, folder, `hotspot_${folder}.node`);
}

/** First twelve digits of the SHA-256 of an addon: its version is what it was built from. */
export function addonDigest(folder: string): string {
  return createHash('sha256').update(readFileSync(addonFile(folder))).digest('hex').slice(0, 12);
}
