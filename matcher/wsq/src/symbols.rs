//! Symbols of a block: quantised coefficients and runs of zeros.
//!
//! 1-100 a run of zeros; 101 and 102 a positive and a negative value with 8 more bits, 103 and 104 with 16; 105 and 106 a run
//! with 8 and 16 more bits; 107-254 the value symbol - 180, that is -73..74.

use crate::{
    WsqError,
    bits::{BitReader, BitWriter},
    huffman::{DecodeTable, EncodeTable},
};

const RUN_MAX: u32 = 100;
const POSITIVE_8: u8 = 101;
const NEGATIVE_8: u8 = 102;
const POSITIVE_16: u8 = 103;
const NEGATIVE_16: u8 = 104;
const RUN_8: u8 = 105;
const RUN_16: u8 = 106;
/// Symbol of the value 0, from which small values count.
const ZERO: i32 = 180;
const SMALL_VALUES: std::ops::RangeInclusive<i32> = -73..=74;
/// Largest size of a value, and largest run.
pub(crate) const SIZE_MAX: u32 = 65535;

/// What a symbol with its extra bits says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// So many zeros.
    Run(u32),
    /// One quantised coefficient.
    Value(i32),
}

/// Reads the tokens of one block.
pub(crate) struct TokenReader {
    pub reader: BitReader,
    pub table: DecodeTable,
    /// The block, 0 to 2, for errors.
    pub block: usize,
}

impl TokenReader {
    #[inline]
    pub fn next(&mut self) -> Result<Token, WsqError> {
        let (length, symbol) = self
            .table
            .decode(self.reader.peek16())
            .ok_or(WsqError::CodeInvalid { block: self.block })?;
        self.skip(length)?;
        match symbol {
            1..=100 => Ok(Token::Run(u32::from(symbol))),
            107..=254 => Ok(Token::Value(i32::from(symbol) - ZERO)),
            POSITIVE_8 => Ok(Token::Value(self.extra(8)? as i32)),
            NEGATIVE_8 => Ok(Token::Value(-(self.extra(8)? as i32))),
            POSITIVE_16 => Ok(Token::Value(self.extra(16)? as i32)),
            NEGATIVE_16 => Ok(Token::Value(-(self.extra(16)? as i32))),
            RUN_8 => Ok(Token::Run(self.extra(8)?)),
            RUN_16 => Ok(Token::Run(self.extra(16)?)),
            _ => Err(WsqError::CodeInvalid { block: self.block }),
        }
    }

    fn extra(&mut self, bits: u32) -> Result<u32, WsqError> {
        let value = self.reader.peek16() >> (16 - bits);
        self.skip(bits)?;
        Ok(value)
    }

    fn skip(&mut self, bits: u32) -> Result<(), WsqError> {
        if self.reader.skip(bits) {
            Ok(())
        } else {
            Err(WsqError::BlockTooShort { block: self.block })
        }
    }
}

/// Tokens of quantised coefficients, each at most [`SIZE_MAX`] in size.
pub(crate) fn tokens(coefficients: &[i32]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut zeros = 0;
    for &value in coefficients {
        if value == 0 && zeros < SIZE_MAX {
            zeros += 1;
            continue;
        }
        if zeros > 0 {
            tokens.push(Token::Run(zeros));
        }
        zeros = u32::from(value == 0);
        if value != 0 {
            tokens.push(Token::Value(value));
        }
    }
    if zeros > 0 {
        tokens.push(Token::Run(zeros));
    }
    tokens
}

/// How often each symbol occurs in `tokens`.
pub(crate) fn count_symbols<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> [u32; 256] {
    let mut frequencies = [0; 256];
    for &token in tokens {
        frequencies[usize::from(spell(token).0)] += 1;
    }
    frequencies
}

/// The bytes of a block that consists of `tokens`.
pub(crate) fn write_tokens(tokens: &[Token], table: &EncodeTable) -> Vec<u8> {
    let mut writer = BitWriter::default();
    for &token in tokens {
        let (symbol, extra, extra_bits) = spell(token);
        table.write(symbol, &mut writer);
        writer.put(extra, extra_bits);
    }
    writer.finish()
}

/// Symbol, extra bits, and their number.
fn spell(token: Token) -> (u8, u32, u32) {
    match token {
        Token::Run(zeros) if zeros <= RUN_MAX => (zeros as u8, 0, 0),
        Token::Run(zeros) if zeros <= 255 => (RUN_8, zeros, 8),
        Token::Run(zeros) => (RUN_16, zeros, 16),
        Token::Value(value) if SMALL_VALUES.contains(&value) => ((value + ZERO) as u8, 0, 0),
        Token::Value(value) => match (value > 0, value.unsigned_abs()) {
            (true, size @ ..=255) => (POSITIVE_8, size, 8),
            (false, size @ ..=255) => (NEGATIVE_8, size, 8),
            (true, size) => (POSITIVE_16, size, 16),
            (false, size) => (NEGATIVE_16, size, 16),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SIZE_MAX, Token, TokenReader, count_symbols, tokens, write_tokens};
    use crate::{
        bits::BitReader,
        huffman::{DecodeTable, EncodeTable, TableSpec},
    };

    #[test]
    fn tokens_split_runs_that_are_too_long_for_16_bits() {
        let mut coefficients = vec![0; SIZE_MAX as usize + 2];
        coefficients.push(-3);
        assert_eq!(
            tokens(&coefficients),
            [Token::Run(SIZE_MAX), Token::Run(2), Token::Value(-3)]
        );
    }

    proptest! {
        #[test]
        fn token_reader_gives_back_what_write_tokens_took(spelled in prop::collection::vec(
            prop_oneof![(1..=SIZE_MAX).prop_map(Token::Run), (1_u32..300).prop_map(Token::Run),
                (-65535..=65535).prop_filter_map("not zero", |value| (value != 0).then_some(Token::Value(value))),
                (-300..=-1).prop_map(Token::Value), (1..=300).prop_map(Token::Value)], 0..200)) {
            let table = EncodeTable::new(&count_symbols(&spelled));
            let bytes = write_tokens(&spelled, &table);
            let table = DecodeTable::new(TableSpec::new(0, &table.counts, &table.values).unwrap());
            let mut reader = TokenReader { reader: BitReader::new(&bytes), table, block: 0 };
            for token in spelled {
                prop_assert_eq!(reader.next().unwrap(), token);
            }
        }
    }
}
