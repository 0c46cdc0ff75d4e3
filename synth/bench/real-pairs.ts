/**
 * Pairs of minutiae on real prints, as `pairHistogram` gives them: the 240 of FVC2002 DB1_B to DB3_B (two optical sensors, one capacitive), as the
 * project's extractor sees them. `npm run bench -- pairs --dataset DB1_B --dataset DB2_B --dataset DB3_B` makes the table. DB4_B is synthetic.
 */
export const realPairs: number[][] = [
  [0.0023, 0.0003, 0, 0, 0, 0.003],
  [0.0114, 0.0024, 0.0002, 0.0002, 0.0004, 0.0128],
  [0.0224, 0.0029, 0.0008, 0.0007, 0.0015, 0.0164],
  [0.0303, 0.0035, 0.0015, 0.002, 0.0032, 0.0192],
  [0.0323, 0.005, 0.002, 0.0028, 0.0052, 0.0226],
  [0.039, 0.0074, 0.0028, 0.004, 0.0074, 0.0257],
  [0.0793, 0.0216, 0.0093, 0.0097, 0.0209, 0.0567],
  [0.078, 0.0297, 0.0154, 0.0165, 0.0272, 0.0491],
  [0.0811, 0.049, 0.0245, 0.0303, 0.0473, 0.061],
];
