import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { matcherConfig } from '../../matcher/config.ts';
import { gatewayConfig } from '../../mocks/gateway/config.ts';
import { linkConfig } from '../../mocks/link/config.ts';
import { ncbConfig } from '../../mocks/ncb/config.ts';
import { scannerConfig } from '../../mocks/scanner/config.ts';
import { fleetConfig } from '../device/config.ts';
import { compile } from '../operation/compile.ts';
import { linkSettings } from '../operation/link-profile.ts';
import { loadOperation } from '../operation/load.ts';
import { containers, layOut, oneHost, type Place, type ServiceName, type StackInputs } from './reference.ts';

const schemas: Partial<Record<ServiceName, z.ZodType>> = { ncb: ncbConfig, matcher: matcherConfig, gateway: gatewayConfig, scanner: scannerConfig, link: linkConfig, fleet: fleetConfig };

function inputs(place: Place, target: StackInputs['target'] = null): StackInputs {
  const loaded = loadOperation('western-balkans-2021');
  const plan = compile(loaded);
  return {
    runDir: mkdtempSync(join(tmpdir(), 'layout-')), plan, links: new Map([...loaded.links].map(([id, profile]) => [id, linkSettings(profile)])),
    galleryFiles: ['gallery.sqlite'], crowd: [], capturesFile: 'captures.sqlite', templatesDir: 'templates', faceModel: null, threshold: 75, threads: 2, warmups: [], base: 20_000, target, place,
  };
}

describe('layOut()', () => {
  test.each([['one host', oneHost], ['containers', containers]])('writes configurations that each service takes: %s', async (_, place) => {
    const { configs } = await layOut(inputs(place));
    expect(Object.keys(configs).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, file] of Object.entries(configs)) {
      const { error } = schemas[name as ServiceName]!.safeParse(JSON.parse(readFileSync(file!, 'utf8')));
      expect(error?.issues ?? [], name).toEqual([]);
    }
  });

  test('gives each shard a matcher, port and journal of its own, and the gateway all of them', async () => {
    const given = inputs(oneHost);
    const { configs } = await layOut({ ...given, plan: { ...given.plan, gallery: { ...given.plan.gallery, shards: 3 } }, crowd: [0, 1, 2].map((k) => [{ file: `part-${k}.gallery`, digest: 'd' }]) });
    const matchers = ['matcher', 'matcher-2', 'matcher-3'].map((name) => matcherConfig.parse(JSON.parse(readFileSync(configs[name as ServiceName]!, 'utf8'))));
    expect(matchers.map(({ shard, galleries }) => [shard, galleries])).toEqual([0, 1, 2].map((index) => [{ index, count: 3 }, [{ file: `part-${index}.gallery`, digest: 'd' }]]));
    expect(new Set(matchers.flatMap(({ port, journalFile }) => [port, journalFile])).size).toBe(6);
    const gateway = gatewayConfig.parse(JSON.parse(readFileSync(configs.gateway!, 'utf8')));
    expect(gateway.matcher.urls).toEqual(matchers.map(({ port }) => `https://127.0.0.1:${port}`));
  });

  test('gives every matcher the face model', async () => {
    const { configs } = await layOut({ ...inputs(oneHost), faceModel: '/models/face.onnx' });
    expect(matcherConfig.parse(JSON.parse(readFileSync(configs.matcher!, 'utf8'))).faceModel).toBe('/models/face.onnx');
  });

  test('keeps keys and configurations to their owner', async () => {
    const { configs, operator, trustDir } = await layOut(inputs(oneHost));
    for (const file of [...Object.values(configs).map((file) => file!), operator.keyFile, join(trustDir, 'jwt-secret'), join(trustDir, 'queue-key')]) expect(statSync(file).mode & 0o077, file).toBe(0);
  });

  test('starts no gateway, matcher or inbox beside a system of the user, and shows it the user\'s certificate', async () => {
    const client = { certFile: 'own.crt', keyFile: 'own.key' };
    const { configs } = await layOut(inputs(oneHost, { url: 'https://127.0.0.1:9443', caFile: 'own-ca.pem', client }));
    expect(Object.keys(configs).sort()).toEqual(['fleet', 'link', 'scanner']);
    const fleet = fleetConfig.parse(JSON.parse(readFileSync(configs.fleet!, 'utf8')));
    expect(fleet.tls.caFile).toBe('own-ca.pem');
    for (const shown of Object.values(fleet.tls.sites)) expect(shown).toEqual(client);
    expect(JSON.parse(readFileSync(configs.link!, 'utf8'))).toMatchObject({ sites: expect.arrayContaining([expect.objectContaining({ upstream: '127.0.0.1:9443' })]) });
  });
});
