import { z } from 'zod';
import { serve } from '../../service/serve.ts';
import { startFakeGateway } from '../testing/fake-gateway.ts';

/** The instant target of the bench, in a process of its own. */
await serve('gateway', z.strictObject({ caFile: z.string(), certFile: z.string(), keyFile: z.string() }), async ({ caFile, ...server }) => {
  const gateway = await startFakeGateway({ caFile, server });
  return { url: gateway.url, close: () => gateway.stop() };
});
