import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import jsfeat, { type Found, type Pyramid } from 'jsfeat';

/** An 8-bit grey picture, row-major. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Two detectors trained on photographs of real people, as jsfeat carries them. */
export type DetectorName = 'bbf' | 'haar';

/** Windows that must agree on a face: OpenCV's default. */
const neighborsMin = 3;
/** Growth of the searched window from one pass to the next. */
const scaleFactor = 1.15;
/** Faces below 40 px (twice the window the cascade was trained on) are not looked for. */
const scaleMin = 2;
/** Sizes an octave of the pyramid. */
const pyramidInterval = 4;

loadCascade('bbf_face');
loadCascade('frontalface');
jsfeat.bbf.prepare_cascade(jsfeat.bbf.face_cascade);

/** Brightness binary features (Abramson, Steux, Ghorayeb 2005), or a Haar cascade (Viola, Jones 2001): the boxes of all faces found. */
export const detectors: Record<DetectorName, (picture: Grey) => Found[]> = {
  bbf(picture) {
    const cascade = jsfeat.bbf.face_cascade;
    const matrix = matrixOf(picture);
    const build = (): Pyramid => jsfeat.bbf.build_pyramid(matrix, cascade.width * 2, cascade.height * 2, pyramidInterval);
    // jsfeat keeps the ground level of an earlier picture of this size: set it and build again.
    build().data[0] = matrix;
    return jsfeat.bbf.group_rectangles(jsfeat.bbf.detect(build(), cascade), neighborsMin);
  },
  haar(picture) {
    const { width, height } = picture;
    const [sum, squares] = [new Int32Array((width + 1) * (height + 1)), new Int32Array((width + 1) * (height + 1))];
    jsfeat.imgproc.compute_integral_image(matrixOf(picture), sum, squares, null);
    const found = jsfeat.haar.detect_multi_scale(sum, squares, null, null, width, height, jsfeat.haar.frontalface, scaleFactor, scaleMin);
    return jsfeat.haar.group_rectangles(found, neighborsMin);
  },
};

function matrixOf({ width, height, pixels }: Grey): InstanceType<typeof jsfeat.matrix_t> {
  const matrix = new jsfeat.matrix_t(width, height, jsfeat.U8_t | jsfeat.C1_t);
  matrix.data.set(pixels);
  return matrix;
}

/** The cascades are scripts for a page that has `jsfeat` as a global. */
function loadCascade(name: string): void {
  runInNewContext(readFileSync(createRequire(import.meta.url).resolve(`jsfeat/cascades/${name}.js`), 'utf8'), { jsfeat });
}
