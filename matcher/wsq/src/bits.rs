//! Bits of an entropy-coded block, most significant first; FF is stuffed as FF 00 so that no marker appears in it.

/// Reads the bits of one block.
pub(crate) struct BitReader {
    /// The block without stuffing, and four zero bytes so that a peek never leaves it.
    bytes: Vec<u8>,
    at_bit: usize,
    end_bit: usize,
}

impl BitReader {
    /// `stuffed`: the bytes of one block, without the marker after it.
    pub fn new(stuffed: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(stuffed.len() + 4);
        let mut rest = stuffed;
        while let Some(at) = rest.iter().position(|&byte| byte == 0xff) {
            bytes.extend_from_slice(&rest[..=at]);
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        bytes.extend_from_slice(rest);
        let end_bit = bytes.len() * 8;
        bytes.extend_from_slice(&[0; 4]);
        Self {
            bytes,
            at_bit: 0,
            end_bit,
        }
    }

    /// The next 16 bits, zeros after the end.
    pub fn peek16(&self) -> u32 {
        let at = self.at_bit / 8;
        let word = self.bytes.get(at..at + 4).map_or(0, |four| {
            u32::from_be_bytes([four[0], four[1], four[2], four[3]])
        });
        (word << (self.at_bit % 8)) >> 16
    }

    /// Takes `count` bits, at most 16; false when the block has ended before them.
    #[must_use]
    pub fn skip(&mut self, count: u32) -> bool {
        self.at_bit += count as usize;
        self.at_bit <= self.end_bit
    }
}

/// Writes the bits of one block.
#[derive(Default)]
pub(crate) struct BitWriter {
    stuffed: Vec<u8>,
    pending: u32,
    pending_bits: u32,
}

impl BitWriter {
    /// Appends the lowest `count` bits of `value`, at most 16.
    pub fn put(&mut self, value: u32, count: u32) {
        self.pending = (self.pending << count) | value;
        self.pending_bits += count;
        while self.pending_bits >= 8 {
            self.pending_bits -= 8;
            self.put_byte((self.pending >> self.pending_bits) as u8);
            self.pending &= (1 << self.pending_bits) - 1;
        }
    }

    /// Fills the last byte with ones, which no Huffman code consists of.
    pub fn finish(mut self) -> Vec<u8> {
        if self.pending_bits > 0 {
            let missing = 8 - self.pending_bits;
            self.put((1 << missing) - 1, missing);
        }
        self.stuffed
    }

    fn put_byte(&mut self, byte: u8) {
        self.stuffed.push(byte);
        if byte == 0xff {
            self.stuffed.push(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BitReader, BitWriter};

    #[test]
    fn reader_gives_back_what_the_writer_took_with_stuffing() {
        let mut writer = BitWriter::default();
        for (value, count) in [(0xffff, 16), (0, 1), (0x1ff, 9), (5, 3), (0, 16)] {
            writer.put(value, count);
        }
        let stuffed = writer.finish();
        assert_eq!(
            stuffed,
            [0xff, 0, 0xff, 0, 0b0111_1111, 0b1110_1000, 0, 0b0000_0111]
        );
    }

    #[test]
    fn skip_tells_that_the_block_has_ended() {
        let mut reader = BitReader::new(&[0xff, 0x00, 0xa5]);
        assert_eq!(reader.peek16(), 0xffa5);
        assert!(reader.skip(12));
        assert_eq!(reader.peek16(), 0x5000);
        assert!(reader.skip(4));
        assert!(!reader.skip(1));
    }
}
