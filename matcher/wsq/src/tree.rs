//! The tree of regions into which the image is split, down to the 64 subbands.

/// Subbands of the tree.
pub(crate) const SUBBANDS: usize = 64;
/// Subbands that are coded; 60 to 63, the highest frequencies, never are.
pub(crate) const CODED_SUBBANDS: usize = 60;
/// The three blocks as ranges of subbands.
pub(crate) const BLOCKS: [std::ops::Range<usize>; 3] = [0..19, 19..52, 52..60];

/// A rectangle of the transform: a subband, or four regions in the order top left, top right, bottom left, bottom right.
pub(crate) enum Region {
    Subband(usize),
    Split(&'static [Region; 4]),
}

use Region::{Split, Subband};

macro_rules! subbands {
    ($first:expr) => {
        Split(&[
            Subband($first),
            Subband($first + 1),
            Subband($first + 2),
            Subband($first + 3),
        ])
    };
}

/// The whole image.
pub(crate) static IMAGE: [Region; 4] = [
    Split(&[
        Split(&[
            Split(&[subbands!(0), Subband(4), Subband(5), Subband(6)]),
            subbands!(7),
            subbands!(11),
            subbands!(15),
        ]),
        Split(&[subbands!(19), subbands!(23), subbands!(27), subbands!(31)]),
        Split(&[subbands!(35), subbands!(39), subbands!(43), subbands!(47)]),
        Subband(51),
    ]),
    subbands!(52),
    subbands!(56),
    subbands!(60),
];

/// How a region is split along one axis.
///
/// The low band takes the larger half. In the right half of a region the high band of the horizontal split stands first, in
/// the lower half that of the vertical one: there the order of frequencies is turned round.
#[derive(Clone, Copy)]
pub(crate) struct Cut {
    length: usize,
    high_first: bool,
}

impl Cut {
    /// Length of the first or second part.
    fn part(self, second: bool) -> usize {
        if second == self.high_first {
            self.length.div_ceil(2)
        } else {
            self.length / 2
        }
    }
}

/// Size of a region and the way it is split.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    horizontal: Cut,
    vertical: Cut,
}

impl Layout {
    /// Of the whole image.
    pub fn image(width: usize, height: usize) -> Self {
        let cut = |length| Cut {
            length,
            high_first: false,
        };
        Self {
            horizontal: cut(width),
            vertical: cut(height),
        }
    }

    pub fn width(self) -> usize {
        self.horizontal.length
    }

    pub fn height(self) -> usize {
        self.vertical.length
    }

    /// Of one of the four regions, by its index.
    pub fn quadrant(self, index: usize) -> Self {
        let (right, lower) = (index % 2 == 1, index / 2 == 1);
        Self {
            horizontal: Cut {
                length: self.horizontal.part(right),
                high_first: right,
            },
            vertical: Cut {
                length: self.vertical.part(lower),
                high_first: lower,
            },
        }
    }

    /// Brings the four regions from their place into the order of frequencies: low-low, high-low (horizontally high),
    /// low-high, high-high. The way back is the same.
    pub fn by_frequency<T>(self, mut quadrants: [T; 4]) -> [T; 4] {
        if self.horizontal.high_first {
            quadrants.swap(0, 1);
            quadrants.swap(2, 3);
        }
        if self.vertical.high_first {
            quadrants.swap(0, 2);
            quadrants.swap(1, 3);
        }
        quadrants
    }
}

/// Width and height of each subband of an image.
pub(crate) fn subband_sizes(width: usize, height: usize) -> [(usize, usize); SUBBANDS] {
    let mut sizes = [(0, 0); SUBBANDS];
    measure(&IMAGE, Layout::image(width, height), &mut sizes);
    sizes
}

fn measure(quadrants: &[Region; 4], layout: Layout, sizes: &mut [(usize, usize); SUBBANDS]) {
    for (index, region) in quadrants.iter().enumerate() {
        let layout = layout.quadrant(index);
        match region {
            Subband(subband) => sizes[*subband] = (layout.width(), layout.height()),
            Split(quadrants) => measure(quadrants, layout, sizes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Region, subband_sizes};

    #[test]
    fn subband_sizes_cover_the_image_once() {
        for (width, height) in [(64, 64), (65, 97), (388, 374), (545, 622), (1999, 2000)] {
            let sizes = subband_sizes(width, height);
            assert_eq!(
                sizes
                    .iter()
                    .map(|(width, height)| width * height)
                    .sum::<usize>(),
                width * height
            );
            assert!(
                sizes
                    .iter()
                    .all(|&(width, height)| width >= 2 && height >= 2)
            );
        }
    }

    #[test]
    fn subband_sizes_give_the_low_band_the_odd_sample_and_turn_the_right_half_round() {
        let sizes = subband_sizes(545, 64);
        // 545 = 273 low + 272 high; the high half 272 = 136 high, then 136 low; 273 = 137 low + 136 high.
        assert_eq!(sizes[52], (136, 16));
        assert_eq!(sizes[51], (136, 16));
        // 67 = 34 low + 33 high; the high half stores 16 high samples first, then 17 low ones.
        let sizes = subband_sizes(67, 64);
        assert_eq!((sizes[52].0, sizes[53].0), (16, 17));
    }

    #[test]
    fn image_numbers_every_subband_once() {
        fn collect(quadrants: &[Region; 4], found: &mut Vec<usize>) {
            for region in quadrants {
                match region {
                    Region::Subband(subband) => found.push(*subband),
                    Region::Split(quadrants) => collect(quadrants, found),
                }
            }
        }
        let mut found = Vec::new();
        collect(&super::IMAGE, &mut found);
        assert_eq!(found, (0..64).collect::<Vec<_>>());
    }
}
