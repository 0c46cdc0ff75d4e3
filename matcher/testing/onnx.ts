/**
 * ONNX models of a few bytes, written as protocol buffers (onnx/onnx.proto, IR version 8, operator set 13).
 */

/** A node's attribute is a list of whole numbers. */
export interface Node {
  op: string;
  inputs: string[];
  output: string;
  attributes?: Record<string, number[]>;
}

/** A value by its name: float32 unless said otherwise; a side that is a word may be anything. */
export interface Value {
  name: string;
  shape: (number | string)[];
  type?: 'float32' | 'float64';
}

type Field = [number, number | string | Uint8Array];

const elementTypes = { float32: 1, float64: 11 };
const attributeInts = 7;

/** The bytes of a model. */
export function onnxModel(nodes: Node[], inputs: Value[], outputs: Value[]): Uint8Array {
  const graph = message([...nodes.map((node): Field => [1, nodeOf(node)]), [2, 'graph'], ...inputs.map((value): Field => [11, valueOf(value)]), ...outputs.map((value): Field => [12, valueOf(value)])]);
  return message([[1, 8], [7, graph], [8, message([[2, 13]])]]);
}

/**
 * A model that says how bright each square of 14 x 14 px is beside the mean of all: 192 values of 112 x 112 RGB.
 * @param last nodes from `pooled`, 1 x 192, to `output`
 */
export function brightnessModel(last: Node[] = centred, input: Value = { name: 'input', shape: ['batch', 3, 112, 112] }): Uint8Array {
  const pooled: Node[] = [
    { op: 'AveragePool', inputs: [input.name], output: 'squares', attributes: { kernel_shape: [14, 14], strides: [14, 14] } },
    { op: 'Flatten', inputs: ['squares'], output: 'pooled' },
  ];
  return onnxModel([...pooled, ...last], [input], [{ name: 'output', shape: ['batch', 'size'] }]);
}

const centred: Node[] = [
  { op: 'ReduceMean', inputs: ['pooled'], output: 'mean', attributes: { axes: [1] } },
  { op: 'Sub', inputs: ['pooled', 'mean'], output: 'output' },
];

function nodeOf({ op, inputs, output, attributes = {} }: Node): Uint8Array {
  const attribute = ([name, ints]: [string, number[]]): Field => [5, message([[1, name], ...ints.map((int): Field => [8, int]), [20, attributeInts]])];
  return message([...inputs.map((name): Field => [1, name]), [2, output], [4, op], ...Object.entries(attributes).map(attribute)]);
}

function valueOf({ name, shape, type = 'float32' }: Value): Uint8Array {
  const sides = message(shape.map((side): Field => [1, message([typeof side === 'number' ? [1, side] : [2, side]])]));
  return message([[1, name], [2, message([[1, message([[1, elementTypes[type]], [2, sides]])]])]]);
}

/** Fields by number: whole numbers as varints, the rest with its length before it. */
function message(fields: Field[]): Uint8Array {
  return Buffer.concat(fields.map(([number, value]) => {
    if (typeof value === 'number') return Buffer.from([...varint(number << 3), ...varint(value)]);
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes]);
  }));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
