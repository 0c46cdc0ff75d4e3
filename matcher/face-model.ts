import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../src/core/errors.ts';
import { native, nativeFault } from './native.ts';

/** What is used of onnxruntime-node; the package is the user's to install. */
interface Runtime {
  InferenceSession: { create(model: Uint8Array, options: Record<string, unknown>): Promise<Session> };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
}

interface Session {
  inputMetadata: readonly ValueMetadata[];
  outputMetadata: readonly ValueMetadata[];
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
}

/** A dimension that is no number may be anything. */
interface ValueMetadata {
  name: string;
  type?: string;
  shape?: readonly (number | string)[];
}

/** Channels, height, width. */
type Shape = [number, number, number];

const runtimePackage = 'onnxruntime-node';

/** One thread, so that one machine gives one answer. */
const sessionOptions = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 4 };

/** Digits of the digest that stand in a version. */
const digestDigits = 16;

/**
 * An ONNX model of the user's own that describes portraits in the place of the built-in method. The face is found and laid on its eyes as
 * always; the model takes it as float32 of 1 x C x H x W, C 1 (grey) or 3 (RGB), values -1..1, and gives 64 to 512 float32. It runs on
 * one thread, the caller's.
 */
export class FaceModel {
  readonly file: string;
  /** First 16 hex digits of the file's SHA-256: part of the version of every gallery that it describes. */
  readonly digest: string;
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #shape: Shape;

  private constructor(file: string, digest: string, runtime: Runtime, session: Session) {
    [this.file, this.digest, this.#runtime, this.#session] = [file, digest, runtime, session];
    this.#shape = shapeOf(session, file);
  }

  /**
   * Loads a model and tries it on a picture of no face.
   * @throws AppError FACE_MODEL_UNREADABLE, FACE_MODEL_RUNTIME_MISSING, FACE_MODEL_UNFIT
   */
  static async open(file: string): Promise<FaceModel> {
    const bytes = readModel(file);
    const runtime = await loadRuntime();
    const session = await runtime.InferenceSession.create(bytes, sessionOptions).catch((cause: unknown) => {
      throw unfit(file, `the runtime does not load it: ${reasonOf(cause)}`, cause);
    });
    const model = new FaceModel(file, createHash('sha256').update(bytes).digest('hex').slice(0, digestDigits), runtime, session);
    await model.#run(model.#checked(() => native.faceModelTrial(...model.#shape)));
    return model;
  }

  /**
   * Vector of a JPEG portrait; null when there is no face in it.
   * @throws AppError FACE_MODEL_UNFIT; the addon's `UNDECODABLE`
   */
  async vector(jpeg: Uint8Array): Promise<Uint8Array | null> {
    const input = await native.faceModelInput(jpeg, ...this.#shape);
    return input && this.#run(input);
  }

  async #run(input: Float32Array): Promise<Uint8Array> {
    const [{ name: inputName }, { name: outputName }] = [this.#session.inputMetadata[0]!, this.#session.outputMetadata[0]!];
    const feeds = { [inputName]: new this.#runtime.Tensor('float32', input, [1, ...this.#shape]) };
    const outputs = await this.#session.run(feeds).catch((cause: unknown) => {
      throw unfit(this.file, `it fails on a picture: ${reasonOf(cause)}`, cause);
    });
    return this.#checked(() => native.faceModelVector(outputs[outputName]!.data));
  }

  /** What the addon finds wrong with the model, as ours. */
  #checked<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const fault = nativeFault(error);
      throw fault?.code === 'FACE_MODEL' ? unfit(this.file, fault.reason, error) : error;
    }
  }
}

/**
 * The ONNX runtime, if it is installed.
 * @throws AppError FACE_MODEL_RUNTIME_MISSING
 */
export async function loadRuntime(name = runtimePackage): Promise<Runtime> {
  try {
    const loaded = await import(name) as { default?: Runtime } & Runtime;
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new AppError('FACE_MODEL_RUNTIME_MISSING', { name, reason: reasonOf(cause) }, { cause });
  }
}

function readModel(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new AppError('FACE_MODEL_UNREADABLE', { file, reason: reasonOf(cause) }, { cause });
  }
}

/** @throws AppError FACE_MODEL_UNFIT */
function shapeOf({ inputMetadata: inputs, outputMetadata: outputs }: Session, file: string): Shape {
  if (inputs.length !== 1 || outputs.length !== 1) throw unfit(file, `it has ${inputs.length} inputs and ${outputs.length} outputs, expected one each`);
  for (const value of [inputs[0]!, outputs[0]!]) {
    if (value.type !== 'float32') throw unfit(file, `"${value.name}" is ${value.type ?? 'no tensor'}, expected float32`);
  }
  const [count, ...shape] = inputs[0]!.shape!;
  const fits = shape.length === 3 && shape.every((side) => typeof side === 'number') && (count === 1 || typeof count === 'string');
  if (!fits) throw unfit(file, `"${inputs[0]!.name}" has the shape [${inputs[0]!.shape!.join(', ')}], expected [1, C, H, W], C, H and W as numbers`);
  return shape as Shape;
}

function unfit(file: string, reason: string, cause?: unknown): AppError {
  return new AppError('FACE_MODEL_UNFIT', { file, reason }, { cause });
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
}
