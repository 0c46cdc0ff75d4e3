//! Canonical Huffman codes of 1 to 16 bits, given as in JPEG (ITU-T T.81, annexes C and K.2): how many codes there are of each
//! length, then the symbols by code.

use crate::{WsqError, bits::BitWriter};

/// Longest code, bits.
const LENGTH_MAX: usize = 16;
/// Bits that one look-up decodes; longer codes are rare.
const LOOKUP_BITS: usize = 10;

/// Table as it stands in a DHT segment, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableSpec<'a> {
    /// Codes of 1, 2, ... 16 bits.
    counts: &'a [u8; LENGTH_MAX],
    /// Symbols, shortest code first.
    values: &'a [u8],
}

impl<'a> TableSpec<'a> {
    /// Refuses a table without symbols and one with more codes than its lengths can tell apart (Kraft's bound).
    /// `values` holds as many symbols as `counts` says.
    pub fn new(id: u8, counts: &'a [u8; LENGTH_MAX], values: &'a [u8]) -> Result<Self, WsqError> {
        let share: u32 = counts
            .iter()
            .zip(1..)
            .map(|(&count, length)| u32::from(count) << (LENGTH_MAX - length))
            .sum();
        if values.is_empty() || values.len() > 256 || share > 1 << LENGTH_MAX {
            return Err(WsqError::TableInvalid { id });
        }
        Ok(Self { counts, values })
    }
}

/// Table made for decoding.
pub(crate) struct DecodeTable {
    /// By the next `LOOKUP_BITS` bits: length and symbol of the code they start with, length 0 for none.
    lookup: Vec<(u8, u8)>,
    /// By length - 1: first code above those of this length, moved to 16 bits; and what to add to a code for its index.
    ends: [(u32, i32); LENGTH_MAX],
    values: Vec<u8>,
}

impl DecodeTable {
    pub fn new(spec: TableSpec) -> Self {
        let mut lookup = vec![(0, 0); 1 << LOOKUP_BITS];
        let mut ends = [(0, 0); LENGTH_MAX];
        let mut code = 0;
        let mut index = 0;
        for (length, &count) in (1..).zip(spec.counts) {
            ends[length - 1].1 = index as i32 - code as i32;
            for &symbol in &spec.values[index..index + usize::from(count)] {
                if length <= LOOKUP_BITS {
                    let first = code << (LOOKUP_BITS - length);
                    lookup[first..first + (1 << (LOOKUP_BITS - length))]
                        .fill((length as u8, symbol));
                }
                code += 1;
            }
            index += usize::from(count);
            ends[length - 1].0 = (code << (LENGTH_MAX - length)) as u32;
            code <<= 1;
        }
        Self {
            lookup,
            ends,
            values: spec.values.to_vec(),
        }
    }

    /// Length and symbol of the code that `next16` starts with.
    #[inline]
    pub fn decode(&self, next16: u32) -> Option<(u32, u8)> {
        let (length, symbol) = self.lookup[(next16 >> (LENGTH_MAX - LOOKUP_BITS)) as usize];
        if length > 0 {
            Some((u32::from(length), symbol))
        } else {
            self.decode_long(next16)
        }
    }

    #[cold]
    fn decode_long(&self, next16: u32) -> Option<(u32, u8)> {
        let length =
            (LOOKUP_BITS + 1..=LENGTH_MAX).find(|&length| next16 < self.ends[length - 1].0)?;
        let code = (next16 >> (LENGTH_MAX - length)) as i32;
        Some((
            length as u32,
            self.values[usize::try_from(code + self.ends[length - 1].1).ok()?],
        ))
    }
}

/// Table made for encoding: the best code for given frequencies.
pub(crate) struct EncodeTable {
    pub counts: [u8; LENGTH_MAX],
    pub values: Vec<u8>,
    /// By symbol: code and length.
    codes: [(u32, u32); 256],
}

impl EncodeTable {
    /// `frequencies`: how often each symbol occurs. Where none does, symbol 1 gets a code, as a table must not be empty.
    pub fn new(frequencies: &[u32; 256]) -> Self {
        let mut frequencies = *frequencies;
        if frequencies.iter().all(|&frequency| frequency == 0) {
            frequencies[1] = 1;
        }
        let lengths = code_lengths(&frequencies);
        let counts = limited_counts(&lengths);
        let mut values: Vec<u8> = (0..=255)
            .filter(|&symbol| lengths[usize::from(symbol)] > 0)
            .collect();
        values.sort_by_key(|&symbol| (lengths[usize::from(symbol)], symbol));

        let mut codes = [(0, 0); 256];
        let mut symbols = values.iter();
        let mut code = 0;
        for (length, &count) in (1..).zip(&counts) {
            for &symbol in symbols.by_ref().take(usize::from(count)) {
                codes[usize::from(symbol)] = (code, length);
                code += 1;
            }
            code <<= 1;
        }
        Self {
            counts,
            values,
            codes,
        }
    }

    pub fn write(&self, symbol: u8, writer: &mut BitWriter) {
        let (code, length) = self.codes[usize::from(symbol)];
        writer.put(code, length);
    }
}

/// Huffman's algorithm as in T.81 K.2: a 257th symbol of frequency 1 takes the code of all ones, so that it stays unused; of
/// equal frequencies the larger symbol is joined first. Length 0: the symbol does not occur. The 257th is last.
fn code_lengths(frequencies: &[u32; 256]) -> [usize; 257] {
    let mut weights = [0_u64; 257];
    for (weight, &frequency) in weights.iter_mut().zip(frequencies) {
        *weight = u64::from(frequency);
    }
    weights[256] = 1;

    let mut members: Vec<Vec<usize>> = (0..257).map(|symbol| vec![symbol]).collect();
    let mut lengths = [0; 257];
    while let Some((least, next)) = two_least(&weights) {
        weights[least] += weights[next];
        weights[next] = 0;
        let joined = std::mem::take(&mut members[next]);
        members[least].extend(joined);
        for &symbol in &members[least] {
            lengths[symbol] += 1;
        }
    }
    lengths
}

/// Indices of the two smallest weights above 0, the larger index of equal ones first; `None` when fewer than two are left.
fn two_least(weights: &[u64; 257]) -> Option<(usize, usize)> {
    let least = |without: Option<usize>| {
        let present = (0..257)
            .rev()
            .filter(|&index| weights[index] > 0 && Some(index) != without);
        present.min_by_key(|&index| weights[index])
    };
    let first = least(None)?;
    Some((first, least(Some(first))?))
}

/// Codes of each length after those longer than 16 bits were shortened (T.81 figure K.3), without the reserved one.
fn limited_counts(lengths: &[usize; 257]) -> [u8; LENGTH_MAX] {
    let mut counts = [0_usize; 258];
    for &length in lengths {
        counts[length] += 1;
    }
    for length in (LENGTH_MAX + 1..258).rev() {
        while counts[length] > 0 {
            let donor = (1..length - 1)
                .rev()
                .find(|&shorter| counts[shorter] > 0)
                .expect("a complete code has a shorter one");
            counts[length] -= 2;
            counts[length - 1] += 1;
            counts[donor + 1] += 2;
            counts[donor] -= 1;
        }
    }
    let longest = (1..=LENGTH_MAX)
        .rev()
        .find(|&length| counts[length] > 0)
        .expect("two codes at least");
    counts[longest] -= 1;
    std::array::from_fn(|index| counts[index + 1] as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DecodeTable, EncodeTable, TableSpec};
    use crate::bits::{BitReader, BitWriter};

    proptest! {
        #[test]
        fn decode_table_reads_what_the_encode_table_writes(exponents in prop::collection::vec(0_u32..32, 256), symbols in prop::collection::vec(any::<u8>(), 0..200)) {
            // Frequencies 2^e make codes longer than 16 bits, which must be shortened.
            let frequencies = std::array::from_fn(|symbol| 1_u32 << exponents[symbol]);
            let table = EncodeTable::new(&frequencies);
            let mut writer = BitWriter::default();
            for &symbol in &symbols {
                table.write(symbol, &mut writer);
            }
            let bytes = writer.finish();

            let decoder = DecodeTable::new(TableSpec::new(0, &table.counts, &table.values).unwrap());
            let mut reader = BitReader::new(&bytes);
            for &symbol in &symbols {
                let (length, read) = decoder.decode(reader.peek16()).unwrap();
                prop_assert!(reader.skip(length));
                prop_assert_eq!(read, symbol);
            }
        }
    }

    #[test]
    fn encode_table_gives_frequent_symbols_shorter_codes_and_no_code_of_all_ones() {
        let mut frequencies = [0; 256];
        frequencies[180] = 40;
        frequencies[1] = 20;
        frequencies[2] = 10;
        let table = EncodeTable::new(&frequencies);
        assert_eq!(&table.counts[..4], [1, 1, 1, 0]);
        assert_eq!(table.values, [180, 1, 2]);
        let decoder = DecodeTable::new(TableSpec::new(0, &table.counts, &table.values).unwrap());
        assert_eq!(decoder.decode(0xffff), None);
    }

    #[test]
    fn encode_table_is_never_empty() {
        let table = EncodeTable::new(&[0; 256]);
        assert_eq!((table.counts[0], &table.values[..]), (1, &[1][..]));
    }

    #[test]
    fn table_spec_refuses_more_codes_than_fit() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert_eq!(
            TableSpec::new(5, &counts, &[1, 2, 3]).unwrap_err().code(),
            "WSQ_TABLE_INVALID"
        );
        assert_eq!(
            TableSpec::new(5, &[0; 16], &[]).unwrap_err().code(),
            "WSQ_TABLE_INVALID"
        );
    }
}
