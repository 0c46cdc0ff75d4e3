/**
 * Every fault of the user or the world has one row here: code, message, hint, exit code. `{name}` is filled from the error's fields.
 * Codes are never renamed or reused; `errors.md` lists the same rows, and a test compares them.
 * Exit codes: 0 pass, 1 our bug, 2 usage or bad input, 3 inconclusive, 4 invalid or interrupted, 99 breach.
 */
export const errors = {
  // Operation and link files
  OPERATION_UNKNOWN: { message: 'no operation or file is called "{name}"', hint: 'shipped operations: {known}; or give the path of a YAML file', exit: 2 },
  OPERATION_UNREADABLE: { message: 'cannot read {file}: {reason}', hint: 'check the path and its permissions', exit: 2 },
  OPERATION_INVALID: { message: '{file} has {count} problem(s):\n{problems}', hint: 'hotspot validate FILE checks without running; the schema is scenarios/operation.schema.json', exit: 2 },
  GALLERY_SIZE: { message: 'a gallery of {people} people cannot be had', hint: 'this operation has {own} people of its own; give --gallery {own} to {most}', exit: 2 },
  LINK_PROFILE_UNKNOWN: { message: 'link profile "{name}" does not exist', hint: 'profiles: {known}', exit: 2 },
  LINK_PROFILE_INVALID: { message: '{file} has {count} problem(s):\n{problems}', hint: 'the schema is scenarios/link.schema.json', exit: 2 },

  // INT-I files
  INTI_NOT_A_FILE: { message: '{bytes} bytes that do not begin as an INT-I file does', hint: 'a file begins with its Type-1 record, "1.001:"', exit: 2 },
  INTI_ANSWER_INVALID: { message: 'not an INT-I answer: {reason}', hint: 'SRE and ERR answer a search; see src/inti/answer.ts', exit: 4 },

  // Links
  TOXIPROXY_REFUSED: { message: 'Toxiproxy did not do "{step}" for proxy {proxy}: {reason}', hint: 'is its API reachable, and the port free?', exit: 4 },

  // The stack
  ENGINE_MISSING: { message: '{name} is not there, or too old', hint: 'node bin/setup.cjs brings it or says what it needs; hotspot doctor lists what was found', exit: 2 },
  PORTS_TAKEN: { message: 'no free block of 110 ports in {first}..{last}', hint: 'end other rehearsals on this machine, or what else listens there', exit: 2 },
  PROCESS_NOT_READY: { message: '{name} did not start: {reason}: {words}', hint: 'its log is {log}', exit: 4 },
  COMPOSE_ONE_MATCHER: { message: '{operation} spreads its gallery over {shards} matchers', hint: 'docker-compose.yml has one: set gallery.shards to 1, or rehearse without containers', exit: 2 },
  STACK_OF_ANOTHER_PLAN: { message: '{folder} is laid out for another plan', hint: 'docker compose down --volumes ends that stack; then this one can be laid out', exit: 2 },

  // The user's own system
  TARGET_INVALID: { message: 'the target cannot be used: {problems}', hint: '--target needs an https URL and --target-ca, --target-cert, --target-key', exit: 2 },
  TARGET_NOT_ALLOWED: { message: '{host} is not this machine', hint: 'if you may put load on it, add --allow-target {host}', exit: 2 },

  TARGET_UNREACHABLE: { message: 'nothing answers as the target at {url}: {reason}', hint: 'is it up, and do --target-ca, --target-cert and --target-key fit it?', exit: 2 },

  // A run
  RUN_FOLDER_UNWRITABLE: { message: 'cannot make a run folder in {folder}: {reason}', hint: 'set HOTSPOT_RUNS to a folder you may write to', exit: 2 },
  DISK_FULL: { message: '{folder} has {freeMB} MB free, a rehearsal needs {neededMB} MB', hint: 'delete old runs (hotspot runs lists them) or set HOTSPOT_RUNS', exit: 2 },

  // The run store
  RUN_STORE_MISSING: { message: 'no run store at {file}', hint: 'hotspot runs lists the runs that there are', exit: 2 },
  RUN_STORE_CORRUPT: { message: '{file} is not a readable run store: {reason}', hint: 'it may be damaged or of another version; rehearse again', exit: 2 },
  RUN_STORE_LOST: { message: '{file} cannot be written any more: {reason}', hint: 'what was recorded until then is kept; free space in the runs folder and rehearse again', exit: 4 },
  RUN_STORE_UNWRITABLE: { message: 'cannot write the run store {file}: {reason}', hint: 'check free space and permissions of the runs folder', exit: 2 },

  // Reports
  REPORT_UNWRITABLE: { message: 'cannot write {file}: {reason}', hint: 'check free space and permissions of the run folder', exit: 2 },

  // Data sets and pages of the generators
  DATASET_NOTHING: { message: 'a data set of neither fingers nor faces has no images', hint: 'give --fingers (1-10 are all) or --faces', exit: 2 },
  DATASET_ROLLED_ROOM: { message: 'a finger is rolled on 1.6 x 1.5 inches, the platen of FAP {fap} is smaller', hint: 'name --fap 45, 50 or 60', exit: 2 },
  DATASET_LATENT_SLAP: { message: 'a latent is the trace of one finger; FAP {fap} is for several at once, or for rolled ones', hint: 'leave --fap out, or name another --preset', exit: 2 },
  DATASET_FOLDER_TAKEN: { message: '{folder} is not empty: it holds {holds}', hint: 'name another folder with --out, or replace what is there with --force', exit: 2 },
  DATASET_IN_HAND: { message: 'another process is making the data set in {folder}', hint: 'wait for it, or name another folder with --out', exit: 2 },
  DATASET_UNWRITABLE: { message: 'cannot write the data set in {folder}: {reason}', hint: 'check the path, its free space and permissions; the same command then goes on where it stopped', exit: 2 },
  DATASET_INTERRUPTED: { message: 'interrupted: {whole} of {people} people are whole in {folder}', hint: 'the same command goes on from there', exit: 4 },
  DATASET_INVALID: { message: '{folder} has {count} problem(s):\n{problems}', hint: 'its README.md tells how it is made again', exit: 2 },
  TEMPLATE_INVALID: { message: 'not a usable ISO/IEC 19794-2:2005 record: {reason}', hint: 'synth/iso-template.ts writes and reads one finger view a record, 500 ppi', exit: 2 },
  INSPECT_UNKNOWN: { message: '"{name}" is neither person:NUMBER nor a file that is there', hint: 'person:NUMBER can, as in: hotspot inspect person:17 --seed 1; and the file of a print or portrait', exit: 2 },
  PICTURE_UNREADABLE: { message: '{file} cannot be looked at: {reason}', hint: 'prints are WSQ, PNG, TIFF, BMP or JPEG, portraits JPEG, PNG or TIFF; sides 64 to 2000 px; --dpi tells what the file does not', exit: 2 },
  PAGE_UNWRITABLE: { message: 'cannot write {file}: {reason}', hint: 'name another file with --out', exit: 2 },

  // The device fleet
  CHECK_UNKNOWN: { message: 'device {id} has no check {n}', hint: 'the plan lists every device and its checks, n from 0', exit: 2 },
  PLAY_NOT_STARTED: { message: 'the play has no origin yet', hint: 'POST /play {originMs} comes before the first check', exit: 1 },
  PLAY_UNDER_WAY: { message: 'checks were called under another origin ({originMs} ms)', hint: 'a play keeps its origin; start a fleet with an empty data folder for a new one', exit: 1 },
  REQUEST_INVALID: { message: 'bad request: {reason}', hint: 'the routes stand in the service\'s routes folder', exit: 1 },
  SCANNER_FAULT: { message: 'scanner fault {code}: {info}', hint: 'numbers are SBI error codes (MOSIP MDS 0.9.5); words are what the device found wrong in a reply', exit: 4 },
  ISO_IMAGE_INVALID: { message: 'not a usable ISO/IEC 19794 image: {reason}', hint: 'fingers are 19794-4:2011 with WSQ, faces 19794-5:2011 with JPEG', exit: 4 },
  QUEUE_KEY_WRONG: { message: 'the queue in {file} was sealed with another key', hint: 'queueKeyFile must hold the key that the data folder began with', exit: 2 },
  QUEUE_FILE_BROKEN: { message: 'the queued file of {tcn} does not open: its seal is broken', hint: 'the data folder was changed from outside, or its disk fails; the check is lost', exit: 4 },
  UPLINK_DOWN: { message: 'the uplink is down: {reason}', hint: 'checks wait in the queue until it returns', exit: 4 },
  UPLINK_LOST: { message: 'the uplink was lost: {reason}', hint: 'the same bytes are sent again', exit: 4 },

  // Configuration of a service
  CONFIG_INVALID: { message: '{service}: bad configuration: {problems}', hint: 'the schema stands in the service\'s config.ts', exit: 2 },
  CONFIG_UNREADABLE: { message: '{service}: cannot read configuration {file}: {reason}', hint: 'pass --config FILE, or - to read it from standard input', exit: 2 },
  SERVICE_FILE_UNREADABLE: { message: '{service}: cannot read {file}: {reason}', hint: 'the configuration names it; the run makes its certificates and keys', exit: 2 },
  JOURNAL_UNUSABLE: { message: 'cannot use the journal {file}: {reason}', hint: 'is the folder there and writable, and no other process on this file?', exit: 2 },
  // Scanner emulator
  CAPTURES_UNREADABLE: { message: 'cannot read the captures corpus {file}: {reason}', hint: 'the run prepares it before it starts the scanners', exit: 2 },
  SCANNER_REFUSED: { message: 'scanner: {code} {info}', hint: 'the codes stand in mocks/scanner/codes.ts', exit: 1 },
  // The matcher
  MATCHER_ADDON_MISSING: { message: 'the matcher\'s native addon does not load: {reason}', hint: 'node bin/setup.cjs builds it', exit: 2 },
  SYNTH_ADDON_MISSING: { message: 'the generators\' native addon does not load: {reason}', hint: 'node bin/setup.cjs builds it', exit: 2 },
  FACE_MODEL_UNREADABLE: { message: 'cannot read the face model {file}: {reason}', hint: 'check the path and its permissions', exit: 2 },
  FACE_MODEL_RUNTIME_MISSING: { message: 'a face model needs the package {name}, which does not load: {reason}', hint: 'npm install --no-save onnxruntime-node, in the project\'s folder (about 300 MB), or leave the built-in description of faces', exit: 2 },
  FACE_MODEL_UNFIT: { message: 'the face model {file} cannot be used: {reason}', hint: 'an ONNX model with one input, float32 [1, C, H, W], C 1 or 3, sides 32 to 512, and one output of 64 to 512 float32; see matcher/README.md', exit: 2 },
  CORPUS_UNREADABLE: { message: '{file} is not a gallery corpus: {reason}', hint: 'the run prepares corpora before it starts the matcher', exit: 2 },
  CORPUS_PERSON_TWICE: { message: 'person {reference} stands in two corpora, the second time in {file}', hint: 'enrol each corpus once', exit: 2 },
  GALLERY_UNUSABLE: { message: '{reason}', hint: 'put the file back from a copy; one made from a corpus may be deleted, it is made anew', exit: 2 },
  GALLERY_MISSING: { message: 'there is no gallery file {file}', hint: 'the configuration names it; the run makes it before it starts the matcher', exit: 2 },
  GALLERY_UNWRITABLE: { message: 'cannot keep the gallery: {reason}', hint: 'check free space and permissions of its folder', exit: 2 },
  PERSON_TWICE: { message: 'person {reason} is enrolled already', hint: 'remove the person first, or use another personId', exit: 2 },
  PERSON_UNFIT: { message: 'cannot be enrolled: {reason}', hint: 'a personId has 255 bytes at most, what is kept with a person 1 MiB', exit: 2 },
  IMAGE_UNDECODABLE: { message: 'image cannot be decoded: {reason}', hint: 'WSQ (IAFIS-IC-0110) for fingers, JPEG for faces; sides 64 to 2000 px, at most 2 MB', exit: 2 },
  PROBE_UNDECODABLE: { message: 'image {index} of the probe cannot be decoded: {reason}', hint: 'WSQ (IAFIS-IC-0110) for fingers, JPEG for faces; sides 64 to 2000 px, at most 2 MB', exit: 2 },
  SLAP_UNCUT: { message: 'the slap at position {position} cannot be cut: {reason}', hint: 'capture it again, fingers apart and fingertips up; name the fingers that are missing', exit: 2 },
  SLAP_DISAGREES: { message: 'the slap at position {position} and the single prints disagree: {reason}', hint: 'a finger or a hand was taken for another: capture again', exit: 2 },
  PROBE_QUALITY: { message: 'the probe cannot be searched with: {reason}', hint: 'capture again', exit: 2 },
} satisfies Record<string, ErrorRow>;

interface ErrorRow {
  message: string;
  hint: string;
  exit: number;
}

export type ErrorCode = keyof typeof errors;

/** A fault of the user or the world. A broken invariant of ours is a plain `Error` and exits 1. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exit: number;
  readonly fields: Record<string, unknown>;

  constructor(code: ErrorCode, fields: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(fill(errors[code].message, fields), options);
    this.name = 'AppError';
    this.code = code;
    this.hint = fill(errors[code].hint, fields);
    this.exit = errors[code].exit;
    this.fields = fields;
  }
}

function fill(template: string, fields: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(fields[name] ?? `{${name}}`));
}
