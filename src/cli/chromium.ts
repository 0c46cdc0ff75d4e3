import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium on this machine: CHROMIUM_BIN, else on PATH; null where there is none. */
export function chromiumFile(): string | null {
  const own = process.env['CHROMIUM_BIN'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...(own ? [own] : []), ...onPath].find((file) => existsSync(file)) ?? null;
}
