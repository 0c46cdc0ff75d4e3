import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DockerComposeEnvironment, getContainerRuntimeClient, ImageName } from 'testcontainers';
import { expect, test } from 'vitest';
import { compile } from '../operation/compile.ts';
import { loadOperation } from '../operation/load.ts';
import { miniOperation } from './testing/hotspot.ts';

const root = join(import.meta.dirname, '..', '..');

/** The image's first build takes minutes, later ones seconds, ms. */
const testMsMax = 1_200_000;

const plan = compile(loadOperation(miniOperation));
const { device } = plan.checks.find((check) => check.expected.outcome === 'hit')!;
const checks = plan.checks.filter((check) => check.device === device);

test('docker-compose.yml serves the stack: each check of a device is answered right', async (context) => {
  const missing = await whatIsMissing();
  if (missing) {
    process.stderr.write(`docker-compose.yml is not tried: ${missing}\n`);
    context.skip(missing);
  }
  process.stderr.write('docker-compose.yml: building the image and starting the stack, minutes the first time\n');
  // Ryuk, which cleans up after a killed test, would be one more image; `docker compose ls` shows what such a test left.
  await using stack = await new DockerComposeEnvironment(root, 'docker-compose.yml').withAutoCleanup(false).withBuild()
    .withEnvironment({ OPERATION: 'scenarios/testing/mini.yaml', GATEWAY_PORT: '0', LINK_PORT: '0', FLEET_PORT: '0' }).up();
  const fleet = stack.getContainer('fleet-1');
  const url = `http://${fleet.getHost()}:${fleet.getMappedPort(20_004)}`;
  const post = async (path: string, body: unknown): Promise<{ status: number; text: string }> => {
    const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };

  const { output } = await fleet.exec(['node', '-p', 'Number(process.hrtime.bigint()) / 1e6']);
  expect((await post('/play', { originMs: Number(output) })).status).toBe(204);
  for (const { n, tcn, expected } of checks) {
    const { status, text } = await post(`/devices/${device}/checks/${n}`, {});
    expect([status, JSON.parse(text)], text).toEqual([200, expect.objectContaining({ tcn, outcome: expected.outcome, detail: expected.outcome === 'hit' ? expected.reference : null })]);
  }
}, testMsMax);

/** Why the compose file cannot be tried on this machine: no container engine, no compose, or an image that cannot be had; null when it can. */
async function whatIsMissing(): Promise<string | null> {
  const noTool = await lack('no container engine', () => getContainerRuntimeClient()) ?? await lack('no docker compose', async () => compose('version'));
  if (noTool) return noTool;
  const { services } = JSON.parse(compose('config', '--format', 'json')) as ComposeFile;
  const { image } = await getContainerRuntimeClient();
  for (const name of [...Object.values(services.layout.build.args), services.toxiproxy.image]) {
    const noImage = await lack(`no image ${name}`, () => image.pull(ImageName.fromString(name)));
    if (noImage) return noImage;
  }
  return null;
}

interface ComposeFile {
  services: { layout: { build: { args: Record<string, string> } }; toxiproxy: { image: string } };
}

async function lack(what: string, look: () => Promise<unknown>): Promise<string | null> {
  try {
    await look();
    return null;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message.trim().split('\n', 1)[0] : String(error)}`;
  }
}

function compose(...args: string[]): string {
  return execFileSync('docker', ['compose', ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
