// Brings everything that the project needs: npm packages (Node 26 among them), the Rust addons, k6 and Toxiproxy.
// Plain CommonJS without dependencies: it runs under the machine's own Node (18 or newer) before anything is installed.
// Each step leaves a stamp, so that the second run only looks. All output goes to stderr.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const tools = path.join(root, '.tools');
const floors = { k6: [2, 2, 0], toxiproxy: [2, 12, 0] };
const images = {
  k6: { image: 'grafana/k6:2.2.0', file: '/usr/bin/k6' },
  'toxiproxy-server': { image: 'ghcr.io/shopify/toxiproxy:2.12.0', file: '/toxiproxy' },
};
const enginePackages = {
  k6: { target: 'go.k6.io/k6/v2', flags: '-s -w' },
  'toxiproxy-server': { target: 'github.com/Shopify/toxiproxy/v2/cmd/server', flags: '-s -w -X github.com/Shopify/toxiproxy/v2.Version=2.12.0' },
};

const engineVariables = { k6: 'K6_BIN', 'toxiproxy-server': 'TOXIPROXY_BIN' };

class SetupError extends Error {}

async function setup() {
  const release = lock();
  try {
    const missing = [];
    await step('npm packages', npmPackages, missing);
    await step('Rust addons', addons, missing);
    await step('k6 and Toxiproxy', engines, missing);
    if (missing.length > 0) throw new SetupError(missing.join('\n\n'));
  } finally {
    release();
  }
}

/** Runs one step with a heartbeat; a step that cannot be done says what is missing, and the others still run. */
async function step(name, work, missing) {
  const startMs = performance.now();
  const seconds = () => `${Math.round((performance.now() - startMs) / 1000)} s`;
  let told = false;
  const tell = (text) => {
    told = true;
    process.stderr.write(`set-up: ${name}: ${text}\n`);
  };
  const heartbeat = setInterval(() => tell(`still working (${seconds()})`), 20_000);
  try {
    await work(tell);
    if (told) tell(`done (${seconds()})`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    missing.push(`${name}: ${error.message}`);
  } finally {
    clearInterval(heartbeat);
  }
}

// ---- npm packages ---------------------------------------------------------------------------

async function npmPackages(tell) {
  const stampFile = path.join(root, 'node_modules', '.hotspot-setup');
  const stamp = digest([path.join(root, 'package-lock.json')]);
  if (readStamp(stampFile) === stamp) return;
  tell('installing from package-lock.json, usually about a minute');
  const { code, output } = await run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'], { shell: process.platform === 'win32' });
  if (code !== 0) throw new SetupError(`npm ci failed. Is the npm registry reachable?\n${tail(output)}`);
  fs.writeFileSync(stampFile, stamp);
}

// ---- Rust addons ----------------------------------------------------------------------------

const addonNames = { hotspot_matcher: 'matcher', hotspot_synth: 'synth' };

async function addons(tell) {
  const stampFile = path.join(tools, 'addons.stamp');
  const sources = ['Cargo.toml', 'Cargo.lock'].map((name) => path.join(root, name));
  for (const folder of Object.values(addonNames)) collect(path.join(root, folder), /\.(rs|toml|bin)$/, sources);
  const stamp = digest(sources);
  const present = Object.entries(addonNames).every(([name, folder]) => fs.existsSync(path.join(root, folder, `${name}.node`)));
  if (present && readStamp(stampFile) === stamp) return;
  if (!version('cargo', ['--version'])) {
    throw new SetupError('no Rust toolchain found. Install it from https://rustup.rs (1.90 or newer) and run this again.');
  }
  tell('building with cargo, usually under a minute');
  const { code, output } = await run('cargo', ['build', '--release', '--locked', '-p', 'hotspot-matcher-napi', '-p', 'hotspot-synth-napi'], {});
  if (code !== 0) throw new SetupError(`cargo build failed. A C compiler (cc) must be there for linking, and crates.io reachable.\n${tail(output)}`);
  const target = process.env.CARGO_TARGET_DIR ? path.resolve(root, process.env.CARGO_TARGET_DIR) : path.join(root, 'target');
  for (const [name, folder] of Object.entries(addonNames)) {
    const built = ['.so', '.dylib', '.dll'].flatMap((ending) => [`lib${name}_napi${ending}`, `${name}_napi${ending}`])
      .map((file) => path.join(target, 'release', file)).find((file) => fs.existsSync(file));
    replaceFile(built, path.join(root, folder, `${name}.node`));
  }
  writeStamp(stampFile, stamp);
}

// ---- k6 and Toxiproxy -----------------------------------------------------------------------

async function engines(tell) {
  const wanted = Object.keys(enginePackages).filter((name) => !findEngine(name));
  for (const name of wanted) {
    const variable = engineVariables[name];
    if (process.env[variable]) throw new SetupError(`${variable} names ${process.env[variable]}, which is no ${name} that is new enough. Mend it, or leave it out.`);
    const file = path.join(tools, 'bin', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (goIsNewEnough()) {
      tell(`building ${name} with Go from src/stack/engines/go.mod, usually a minute for k6`);
      const { target, flags } = enginePackages[name];
      const { code, output } = await run('go', ['build', '-trimpath', '-ldflags', flags, '-o', `${file}.new`, target], { cwd: path.join(root, 'src', 'stack', 'engines') });
      if (code !== 0) throw new SetupError(`go build of ${name} failed. Is a Go module proxy reachable?\n${tail(output)}`);
    } else if (containerEngine()) {
      const { image, file: inside } = images[name];
      tell(`taking ${name} out of the image ${image}`);
      copyFromImage(image, inside, `${file}.new`);
    } else {
      throw new SetupError('k6 >= 2.2 and Toxiproxy >= 2.12 are not there. One of these brings them:\n'
        + '  - put `k6` and `toxiproxy-server` on PATH (https://grafana.com/docs/k6, https://github.com/Shopify/toxiproxy/releases),\n'
        + '    or name them in K6_BIN and TOXIPROXY_BIN;\n'
        + '  - install Go 1.25 or newer (https://go.dev/dl), and they are built from a pinned go.mod;\n'
        + '  - start a container engine (docker), and they are taken from their images.');
    }
    fs.renameSync(`${file}.new`, file);
  }
}

/** The path of an engine that is new enough: what the variable names and nothing else when it is set, else .tools/bin, then PATH; null when there is none. */
function findEngine(name) {
  const own = process.env[engineVariables[name]];
  const candidates = own ? [own] : [path.join(tools, 'bin', name), ...(process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name))];
  return candidates.find((file) => fs.existsSync(file) && engineIsNewEnough(name, file)) ?? null;
}

function engineIsNewEnough(name, file) {
  const printed = version(file, name === 'k6' ? ['version'] : ['-version']);
  const found = /v?(\d+)\.(\d+)\.(\d+)/.exec(printed ?? '');
  // A Toxiproxy from `go install` calls itself "git".
  if (!found) return name !== 'k6' && /git/.test(printed ?? '');
  return compare(found.slice(1).map(Number), floors[name === 'k6' ? 'k6' : 'toxiproxy']) >= 0;
}

function goIsNewEnough() {
  const found = /go(\d+)\.(\d+)/.exec(version('go', ['version']) ?? '');
  return found !== null && compare(found.slice(1).map(Number), [1, 25]) >= 0;
}

function containerEngine() {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
}

function copyFromImage(image, inside, file) {
  const created = spawnSync('docker', ['create', image], { encoding: 'utf8' });
  if (created.status !== 0) throw new SetupError(`the image ${image} cannot be had: ${created.stderr.trim()}`);
  const id = created.stdout.trim();
  const copied = spawnSync('docker', ['cp', `${id}:${inside}`, file], { encoding: 'utf8' });
  spawnSync('docker', ['rm', id], { stdio: 'ignore' });
  if (copied.status !== 0) throw new SetupError(`${inside} cannot be copied out of ${image}: ${copied.stderr.trim()}`);
}

// ---- small parts ----------------------------------------------------------------------------

/** One set-up at a time: two in one checkout would install over each other. */
function lock() {
  const file = path.join(tools, 'setup.lock');
  fs.mkdirSync(tools, { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(fs.readFileSync(file, 'utf8'));
      if (!isAlive(owner)) fs.rmSync(file, { force: true });
      else if (waited === 0) process.stderr.write(`set-up: waiting for another set-up (process ${owner})\n`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk) => { output = (output + chunk).slice(-20_000); });
    child.on('error', (error) => (error.code === 'ENOENT' ? resolve({ code: 127, output: `${command}: not found` }) : reject(error)));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function version(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  return result.status === 0 ? `${result.stdout}${result.stderr}`.trim() : null;
}

function compare(left, right) {
  for (let k = 0; k < right.length; k += 1) if (left[k] !== right[k]) return left[k] - right[k];
  return 0;
}

/** Files below a folder whose names match, in a fixed order; build output and packages are passed over. */
function collect(folder, pattern, files) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !['target', 'node_modules'].includes(entry.name)) collect(file, pattern, files);
    else if (entry.isFile() && pattern.test(entry.name)) files.push(file);
  }
}

function digest(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(path.relative(root, file)).update('\0').update(fs.existsSync(file) ? fs.readFileSync(file) : '').update('\0');
  return hash.digest('hex');
}

function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
}

function writeStamp(file, stamp) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, stamp);
}

/** Replaces by rename, so that a process that has the old addon loaded keeps it. */
function replaceFile(from, to) {
  fs.copyFileSync(from, `${to}.new`);
  fs.renameSync(`${to}.new`, to);
}

function tail(output) {
  return output.trim().split('\n').slice(-12).map((line) => `  ${line}`).join('\n');
}

module.exports = { setup, findEngine, SetupError };

if (require.main === module) {
  setup().catch((error) => {
    process.stderr.write(error instanceof SetupError ? `\nset-up cannot finish. What is missing:\n\n${error.message}\n` : `${error.stack}\n`);
    process.exit(error instanceof SetupError ? 2 : 1);
  });
}
