import { z } from 'zod';
import { serve } from '../../service/serve.ts';
import { startFakeScanner } from '../testing/fake-scanner.ts';

/** The instant scanner of the bench, in a process of its own; sizes in bytes an image. */
await serve('scanner', z.strictObject({ finger: z.int(), face: z.int() }), async (sizes) => {
  const scanner = await startFakeScanner(sizes);
  return { url: scanner.url, close: () => scanner.close() };
});
