import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GalleryFile } from '../core/gallery-file.ts';
import type { Plan } from '../core/plan.ts';
import { makeTrust, type KeyPairFiles, type Trust } from '../service/trust.ts';

/** Which program each service is; they are started in this order. */
const entries = {
  ncb: 'mocks/ncb/serve.ts',
  matcher: 'matcher/serve.ts',
  gateway: 'mocks/gateway/serve.ts',
  scanner: 'mocks/scanner/serve.ts',
  link: 'mocks/link/serve.ts',
  fleet: 'src/device/serve.ts',
} as const;

type EntryName = keyof typeof entries;

/** Programs; a gallery spread over several matchers has `matcher`, `matcher-2` and so on. */
export type ServiceName = EntryName | `matcher-${number}`;

const root = join(import.meta.dirname, '..', '..');

/** The program of a service. */
export function serviceEntry(name: ServiceName): string {
  return join(root, entries[name.replace(/-\d+$/, '') as EntryName]);
}

/** Rate below which the fleet itself shares a site's uplink fairly, KB/s. */
const pacedBelowKBPerS = 100;

/** Where the checks go instead of the reference gateway. */
export interface ForeignTarget {
  url: string;
  caFile: string;
  client: KeyPairFiles;
}

/** A site's link as the proxy is set. */
export interface SiteLinkSettings {
  rateKBPerSDown: number;
  rateKBPerSUp: number;
  oneWayDelayMs: number;
}

export interface StackInputs {
  runDir: string;
  plan: Plan;
  links: Map<string, SiteLinkSettings>;
  galleryFiles: string[];
  /** Gallery files of the crowd, by shard. */
  crowd: GalleryFile[][];
  capturesFile: string;
  templatesDir: string;
  /** The matcher's face model; null = its own method. */
  faceModel: string | null;
  /** Decision threshold of the matcher's score. */
  threshold: number;
  threads: number;
  warmups: { site: string; device: string; tcn: string }[];
  /** First port of the run's block. */
  base: number;
  target: ForeignTarget | null;
  place: Place;
}

/** Where the programs run: side by side on one host, or each in a container that has its name. */
export interface Place {
  /** Address that services listen at. */
  bind: string;
  /** Host under which the others reach a program. */
  hostOf(name: ServiceName | 'toxiproxy'): string;
  /** Names in the servers' certificate. */
  serverNames: string[];
}

export const oneHost: Place = { bind: '127.0.0.1', hostOf: () => '127.0.0.1', serverNames: ['localhost'] };
export const containers: Place = { bind: '0.0.0.0', hostOf: (name) => name, serverNames: ['localhost', ...Object.keys(entries)] };

/** Where everything of a run's stack is, and the configuration of each service. */
export interface StackLayout {
  ports: Record<EntryName | 'toxiproxy', number> & Partial<Record<ServiceName, number>>;
  operator: KeyPairFiles & { caFile: string };
  /** Written configuration file of each service that this run starts. */
  configs: Partial<Record<ServiceName, string>>;
  trustDir: string;
}

/** Ports of a block by use; site k's proxy is at base + 20 + k. */
const offsets = { gateway: 1, matcher: 2, ncb: 3, fleet: 4, scanner: 5, link: 6, toxiproxy: 7 };
const secondMatcherOffset = 8;
const firstProxyOffset = 20;

/**
 * Lays out one run's stack: certificates, keys and a configuration file for each service. Keys live in `<runDir>/trust`, mode 0600.
 */
export async function layOut(inputs: StackInputs): Promise<StackLayout> {
  const { runDir, base } = inputs;
  const trustDir = join(runDir, 'trust');
  const trust = await makeTrust(trustDir, inputs.place.serverNames);
  const jwtSecretFile = writeSecret(join(trustDir, 'jwt-secret'));
  const queueKeyFile = writeSecret(join(trustDir, 'queue-key'));
  const ports = Object.fromEntries([
    ...Object.entries(offsets),
    ...matcherNames(inputs.plan).slice(1).map((name, k) => [name, secondMatcherOffset + k] as const),
  ].map(([name, offset]) => [name, base + offset])) as StackLayout['ports'];
  const sites = await siteCertificates(inputs, trust);
  const configs: Partial<Record<ServiceName, unknown>> = {
    ...(!inputs.target && referenceConfigs(inputs, trust, ports, jwtSecretFile)),
    scanner: scannerConfig(inputs, ports),
    link: linkConfig(inputs, ports),
    fleet: fleetConfig(inputs, ports, inputs.target?.caFile ?? trust.caFile, sites, queueKeyFile),
  };
  mkdirSync(join(runDir, 'config'), { recursive: true });
  const files = Object.entries(configs).map(([name, config]) => {
    const file = join(runDir, 'config', `${name}.json`);
    writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
    return [name, file] as const;
  });
  return { ports, operator: { ...trust.operator, caFile: trust.caFile }, configs: Object.fromEntries(files), trustDir };
}

async function siteCertificates(inputs: StackInputs, trust: Trust): Promise<Record<string, KeyPairFiles>> {
  const { target } = inputs;
  return Object.fromEntries(await Promise.all(inputs.plan.sites.map(async (site) => [site.id, target ? target.client : await trust.site(site.ori, site.country, site.id)] as const)));
}

/** One matcher, or one a shard. */
function matcherNames({ gallery }: Plan): ServiceName[] {
  return Array.from({ length: gallery.shards }, (_, index) => (index === 0 ? 'matcher' : `matcher-${index + 1}` as const));
}

function referenceConfigs({ runDir, plan, galleryFiles, crowd, templatesDir, faceModel, threshold, threads, place }: StackInputs, trust: Trust, ports: StackLayout['ports'], jwtSecretFile: string): Partial<Record<ServiceName, unknown>> {
  const matchers = matcherNames(plan);
  for (const folder of ['ncb', 'gateway', ...matchers]) mkdirSync(join(runDir, folder), { recursive: true });
  const matcher = (name: ServiceName, index: number): unknown => ({
    host: place.bind, port: ports[name], tls: trust.server, jwtSecretFile, corpora: galleryFiles, galleries: crowd[index] ?? [], cacheDir: templatesDir, threads, ...(faceModel !== null && { faceModel }),
    shard: { index, count: matchers.length }, journalFile: join(runDir, name, 'journal.sqlite'), galleryId: 'ALL',
  });
  return {
    ncb: { host: place.bind, port: ports.ncb, tls: { ...trust.server, caFile: trust.caFile }, storeFile: join(runDir, 'ncb', 'inbox.sqlite') },
    ...Object.fromEntries(matchers.map((name, index) => [name, matcher(name, index)])),
    gateway: {
      host: place.bind, port: ports.gateway, tls: { ...trust.server, caFile: trust.caFile }, journalFile: join(runDir, 'gateway', 'journal.sqlite'),
      tcnYear: Number(plan.startsOn.slice(2, 4)),
      matcher: { urls: matchers.map((name) => `https://${place.hostOf(name)}:${ports[name]}`), caFile: trust.caFile, jwtSecretFile },
      decision: { threshold },
      ncb: { url: `https://${place.hostOf('ncb')}:${ports.ncb}`, caFile: trust.caFile, ...trust.operator },
      notifyCountries: plan.countries,
      answerBudgetMs: plan.slo.inTime.limitMs,
    },
  };
}

function scannerConfig({ plan, capturesFile, place }: StackInputs, ports: StackLayout['ports']): unknown {
  return {
    host: place.bind, port: ports.scanner, seed: plan.seed, capturesFile,
    devices: plan.devices.flatMap((device) => [
      { deviceId: fingerDeviceId(device.id), kind: 'Finger', subType: 'Touchless', fap: plan.capture.fap, deviceSubIds: [0] },
      { deviceId: faceDeviceId(device.id), kind: 'Face', subType: 'Full face', fap: plan.capture.fap, deviceSubIds: [0] },
    ]),
  };
}

function linkConfig({ runDir, plan, links, base, target, place }: StackInputs, ports: StackLayout['ports']): unknown {
  const upstream = target ? hostAndPort(target.url) : `${place.hostOf('gateway')}:${ports.gateway}`;
  return {
    host: place.bind, port: ports.link, apiUrl: `http://${place.hostOf('toxiproxy')}:${ports.toxiproxy}`, prefix: proxyPrefix(runDir),
    canary: { echoHost: place.hostOf('link') },
    sites: plan.sites.map((site, k) => ({ site: site.id, listen: `${place.bind}:${base + firstProxyOffset + k}`, upstream, ...links.get(site.link)!, changes: site.linkChanges })),
  };
}

function fleetConfig({ runDir, plan, links, warmups, base, target, place }: StackInputs, ports: StackLayout['ports'], caFile: string, sites: Record<string, KeyPairFiles>, queueKeyFile: string): unknown {
  const serverName = target ? new URL(target.url).hostname : 'localhost';
  const path = target ? new URL(target.url).pathname.replace(/\/+$/, '') : '';
  const site = (id: string, k: number, profile: string): unknown => {
    const { rateKBPerSUp, oneWayDelayMs } = links.get(profile)!;
    return [id, { url: `https://${place.hostOf('toxiproxy')}:${base + firstProxyOffset + k}${path}`, serverName, pacedRateBytesPerS: rateKBPerSUp < pacedBelowKBPerS ? rateKBPerSUp * 1000 : null, rttMs: 2 * oneWayDelayMs }];
  };
  return {
    host: place.bind, port: ports.fleet, dir: join(runDir, 'fleet'), planFile: join(runDir, 'plan.json'), queueKeyFile,
    tls: { caFile, sites },
    links: Object.fromEntries(plan.sites.map((planned, k) => site(planned.id, k, planned.link) as [string, unknown])),
    scanners: Object.fromEntries(plan.devices.map((device) => [device.id, {
      url: `http://${place.hostOf('scanner')}:${ports.scanner}`, fingerDeviceId: fingerDeviceId(device.id), faceDeviceId: faceDeviceId(device.id),
    }])),
    warmups, limitMs: plan.slo.inTime.limitMs,
  };
}

function fingerDeviceId(device: string): string {
  return `${device}-F`;
}

function faceDeviceId(device: string): string {
  return `${device}-P`;
}

/** Proxy names carry the run, so that runs side by side on one Toxiproxy never meet. */
function proxyPrefix(runDir: string): string {
  return runDir.split(/[\\/]/).at(-1)!.toLowerCase().replace(/[^a-z0-9-]/g, '-').slice(-40);
}

function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '443'}`;
}

function writeSecret(file: string): string {
  writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return file;
}
