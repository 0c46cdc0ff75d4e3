/** The part of jsfeat 0.0.8 that finds faces; the package carries no types. */
declare module 'jsfeat' {
  export interface Found {
    x: number;
    y: number;
    width: number;
    height: number;
    /** Windows that agree on this face. */
    neighbors: number;
  }

  export interface Matrix {
    data: Uint8Array;
  }

  export interface Pyramid {
    data: Matrix[];
  }

  const jsfeat: {
    U8_t: number;
    C1_t: number;
    matrix_t: new (columns: number, rows: number, type: number) => Matrix;
    imgproc: { compute_integral_image(image: Matrix, sum: Int32Array, sumOfSquares: Int32Array, tilted: Int32Array | null): void };
    bbf: {
      /** Set by `cascades/bbf_face.js`. */
      face_cascade: { width: number; height: number };
      prepare_cascade(cascade: object): void;
      build_pyramid(image: Matrix, widthMin: number, heightMin: number, interval: number): Pyramid;
      detect(pyramid: Pyramid, cascade: object): Found[];
      group_rectangles(found: Found[], neighborsMin: number): Found[];
    };
    haar: {
      /** Set by `cascades/frontalface.js`. */
      frontalface: object;
      detect_multi_scale(sum: Int32Array, sumOfSquares: Int32Array, tilted: Int32Array | null, edges: Int32Array | null,
        width: number, height: number, cascade: object, scaleFactor: number, scaleMin: number): Found[];
      group_rectangles(found: Found[], neighborsMin: number): Found[];
    };
  };
  export default jsfeat;
}
