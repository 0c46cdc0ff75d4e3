/// A grey image as fingerprint scanners give it: 8 bits a pixel, nominally 500 pixels an inch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GreyImage {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height` bytes, row-major from the top left; 0 is black, 255 white.
    pub pixels: Vec<u8>,
}
