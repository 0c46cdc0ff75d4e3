//! Bytes that are no proper stream: refused with a code, never a panic.

mod common;

use std::sync::LazyLock;

use common::ridges;
use hotspot_wsq::{WsqError, decode, dimensions, encode};
use proptest::prelude::*;

const DHT: u8 = 0xa6;
const DQT: u8 = 0xa5;
const DTT: u8 = 0xa4;
const SOB: u8 = 0xa3;
const SOF: u8 = 0xa2;

/// A good stream of 97 x 80 pixels.
static STREAM: LazyLock<Vec<u8>> = LazyLock::new(|| encode(&ridges(97, 80), 0.75).unwrap());

/// Where the first segment with this marker starts.
fn find(stream: &[u8], marker: u8) -> usize {
    stream
        .windows(2)
        .position(|two| two == [0xff, marker])
        .unwrap()
}

/// The stream with `bytes` written over what stands `offset` after the start of a segment.
fn overwritten(marker: u8, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut stream = STREAM.clone();
    let at = find(&stream, marker) + offset;
    stream[at..at + bytes.len()].copy_from_slice(bytes);
    stream
}

/// The stream with `bytes` put before the first segment with this marker.
fn inserted(marker: u8, bytes: &[u8]) -> Vec<u8> {
    let mut stream = STREAM.clone();
    let at = find(&stream, marker);
    stream.splice(at..at, bytes.iter().copied());
    stream
}

/// The stream without its first segment with this marker.
fn without(marker: u8) -> Vec<u8> {
    let mut stream = STREAM.clone();
    let at = find(&stream, marker);
    let length = usize::from(u16::from_be_bytes([stream[at + 2], stream[at + 3]]));
    stream.drain(at..at + 2 + length);
    stream
}

/// The stream with the bytes of its last block replaced.
fn with_last_block(bytes: &[u8]) -> Vec<u8> {
    let mut stream = STREAM.clone();
    let start = stream
        .windows(2)
        .rposition(|two| two == [0xff, SOB])
        .unwrap()
        + 5;
    stream.truncate(start);
    stream.extend_from_slice(bytes);
    stream.extend_from_slice(&[0xff, 0xa1]);
    stream
}

/// The stream with two blocks.
fn without_last_block() -> Vec<u8> {
    let end = STREAM
        .windows(2)
        .rposition(|two| two == [0xff, SOB])
        .unwrap();
    [&STREAM[..end], &[0xff, 0xa1]].concat()
}

/// The headers, one Huffman table with two symbols of one bit, 0 for the first and 1 for the second, and these blocks.
fn with_every_block(symbols: [u8; 2], blocks: [&[u8]; 3]) -> Vec<u8> {
    let mut stream = STREAM[..find(&STREAM, DHT)].to_vec();
    stream.extend_from_slice(&[
        0xff, DHT, 0, 21, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    stream.extend_from_slice(&symbols);
    for block in blocks {
        stream.extend_from_slice(&[0xff, SOB, 0, 3, 0]);
        stream.extend_from_slice(block);
    }
    stream.extend_from_slice(&[0xff, 0xa1]);
    stream
}

#[test]
fn decode_refuses_each_fault_with_its_code() {
    let comment = [0xff, 0xa8, 0, 2];
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("WSQ_STREAM_TOO_LONG", vec![0xff; 2_000_001]),
        ("WSQ_NOT_WSQ", vec![]),
        ("WSQ_NOT_WSQ", vec![0xff, 0xd8, 0xff, 0xe0]),
        ("WSQ_TRUNCATED", vec![0xff, 0xa0]),
        ("WSQ_TRUNCATED", STREAM[..STREAM.len() - 1].to_vec()),
        ("WSQ_TRUNCATED", STREAM[..STREAM.len() - 2].to_vec()),
        ("WSQ_MARKER_UNEXPECTED", inserted(SOF, &[0xff, 0xd8])),
        ("WSQ_MARKER_UNEXPECTED", inserted(SOF, &[0])),
        ("WSQ_SEGMENTS_TOO_MANY", inserted(SOF, &comment.repeat(58))),
        ("WSQ_SEGMENT_LENGTH", inserted(SOF, &[0xff, 0xa8, 0, 1])),
        ("WSQ_SEGMENT_LENGTH", overwritten(DQT, 3, &[0x84])),
        ("WSQ_SEGMENT_MISSING", without(SOF)),
        ("WSQ_SEGMENT_MISSING", without(DQT)),
        ("WSQ_SEGMENT_MISSING", without(DTT)),
        (
            "WSQ_SEGMENT_REPEATED",
            inserted(DQT, &STREAM[find(&STREAM, DTT)..find(&STREAM, DQT)]),
        ),
        (
            "WSQ_SIDES_OUT_OF_RANGE",
            overwritten(SOF, 6, &[0xff, 0xff, 0xff, 0xff]),
        ),
        ("WSQ_SIDES_OUT_OF_RANGE", overwritten(SOF, 6, &[0, 63])),
        ("WSQ_EXPONENT_OUT_OF_RANGE", overwritten(DQT, 7, &[21])),
        ("WSQ_SCALE_NOT_POSITIVE", overwritten(SOF, 14, &[0, 0])),
        ("WSQ_FILTER_UNSUPPORTED", overwritten(DTT, 4, &[8, 8])),
        (
            "WSQ_RESTART_UNSUPPORTED",
            inserted(SOB, &[0xff, 0xa7, 0, 4, 0, 1]),
        ),
        (
            "WSQ_RESTART_UNSUPPORTED",
            with_last_block(&[0x12, 0xff, 0xb0, 0x34]),
        ),
        ("WSQ_TABLE_INVALID", overwritten(DHT, 4, &[8])),
        (
            "WSQ_TABLE_INVALID",
            inserted(
                SOB,
                &[&[0xff, DHT, 0, 22, 1, 3][..], &[0; 15], &[1, 2, 3]].concat(),
            ),
        ),
        (
            "WSQ_TABLE_INVALID",
            inserted(SOB, &[&[0xff, DHT, 0, 19, 1][..], &[0; 16]].concat()),
        ),
        ("WSQ_TABLE_MISSING", without(DHT)),
        ("WSQ_TABLE_MISSING", overwritten(SOB, 4, &[200])),
        ("WSQ_BLOCK_COUNT", without_last_block()),
        ("WSQ_BLOCK_COUNT", inserted(SOB, &[0xff, SOB, 0, 3, 0])),
        (
            "WSQ_CODE_INVALID",
            with_last_block(&[0xff, 0, 0xff, 0, 0xff, 0]),
        ),
        (
            "WSQ_CODE_INVALID",
            with_every_block([0, 255], [&[0], &[], &[]]),
        ),
        (
            "WSQ_CODE_INVALID",
            with_every_block([0, 255], [&[0x80], &[], &[]]),
        ),
        ("WSQ_BLOCK_TOO_SHORT", with_last_block(&[])),
        (
            "WSQ_BLOCK_TOO_SHORT",
            with_every_block([106, 1], [&[0x40], &[], &[]]),
        ),
        (
            "WSQ_RUN_PAST_BLOCK",
            with_every_block([106, 1], [&[0x7f, 0xff, 0, 0x80], &[], &[]]),
        ),
    ];
    for (index, (code, stream)) in cases.iter().enumerate() {
        let error = decode(stream).expect_err(code);
        assert_eq!(error.code(), *code, "case {index}: {error}");
    }
}

#[test]
fn decode_ignores_comments_bytes_after_the_end_and_tables_that_are_defined_again() {
    let image = decode(&STREAM).unwrap();
    assert_eq!(decode(&[&STREAM[..], &[1, 2, 3]].concat()).unwrap(), image);
    assert_eq!(
        decode(&inserted(SOB, &[0xff, 0xa8, 0, 4, 0xff, 0xa3])).unwrap(),
        image
    );
    let table = find(&STREAM, DHT)..find(&STREAM, SOB);
    assert_eq!(decode(&inserted(DHT, &STREAM[table])).unwrap(), image);
}

#[test]
fn dimensions_needs_no_more_than_the_image_header() {
    let end = find(&STREAM, SOF) + 19;
    assert_eq!(dimensions(&STREAM[..end]).unwrap(), (97, 80));
    assert_eq!(
        dimensions(&STREAM[..end - 1]).unwrap_err(),
        WsqError::Truncated { offset: end - 1 }
    );
    assert_eq!(
        dimensions(&without(SOF)).unwrap_err().code(),
        "WSQ_SEGMENT_MISSING"
    );
}

/// One change of a stream; places are counted modulo its length.
#[derive(Clone, Debug)]
enum Mutation {
    Flip {
        at: usize,
        bit: u8,
    },
    Set {
        at: usize,
        byte: u8,
    },
    Insert {
        at: usize,
        byte: u8,
    },
    Cut {
        at: usize,
        length: usize,
    },
    Copy {
        from: usize,
        to: usize,
        length: usize,
    },
    Truncate {
        at: usize,
    },
}

impl Mutation {
    fn apply(&self, stream: &mut Vec<u8>) {
        let length = stream.len().max(1);
        if stream.is_empty() {
            return;
        }
        match *self {
            Self::Flip { at, bit } => stream[at % length] ^= 1 << bit,
            Self::Set { at, byte } => stream[at % length] = byte,
            Self::Insert { at, byte } => stream.insert(at % length, byte),
            Self::Cut { at, length: count } => {
                stream.drain(at % length..(at % length + count).min(length));
            }
            Self::Copy {
                from,
                to,
                length: count,
            } => {
                let piece = stream[from % length..(from % length + count).min(length)].to_vec();
                stream.splice(to % length..to % length, piece);
            }
            Self::Truncate { at } => stream.truncate(at % length),
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    // Half of the places are in the headers, which are 650 bytes long.
    let place = || prop_oneof![0_usize..650, any::<usize>()];
    let byte = || prop_oneof![Just(0), Just(0xff), Just(0xa3), any::<u8>()];
    prop_oneof![
        4 => (place(), 0_u8..8).prop_map(|(at, bit)| Mutation::Flip { at, bit }),
        4 => (place(), byte()).prop_map(|(at, byte)| Mutation::Set { at, byte }),
        1 => (place(), byte()).prop_map(|(at, byte)| Mutation::Insert { at, byte }),
        1 => (place(), 1_usize..40).prop_map(|(at, length)| Mutation::Cut { at, length }),
        1 => (place(), place(), 1_usize..200).prop_map(|(from, to, length)| Mutation::Copy { from, to, length }),
        1 => place().prop_map(|at| Mutation::Truncate { at }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decode_of_a_mutant_gives_an_image_or_a_code(mutations in prop::collection::vec(mutation(), 1..6)) {
        let mut stream = STREAM.clone();
        for mutation in &mutations {
            mutation.apply(&mut stream);
        }
        match decode(&stream) {
            Ok(image) => {
                prop_assert_eq!(image.pixels.len(), (image.width * image.height) as usize);
                prop_assert_eq!(dimensions(&stream).unwrap(), (image.width, image.height));
            }
            Err(error) => prop_assert!(error.code().starts_with("WSQ_") && !error.to_string().is_empty()),
        }
    }

    #[test]
    fn decode_of_any_bytes_gives_a_code(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(decode(&[&[0xff, 0xa0], &bytes[..]].concat()).is_err());
    }
}
