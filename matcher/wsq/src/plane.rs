/// Samples of a region or subband, row-major.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub samples: Vec<f32>,
}

impl Plane {
    pub fn zeros(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            samples: vec![0.0; width * height],
        }
    }

    pub fn row(&self, y: usize) -> &[f32] {
        &self.samples[y * self.width..][..self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.samples[y * self.width..][..self.width]
    }
}
