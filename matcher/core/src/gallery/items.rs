//! Byte strings one after another in a section: `count + 1` offsets u32 into what follows, then the bytes.

/// Items of a section.
#[derive(Clone, Copy)]
pub struct Items<'a> {
    starts: &'a [u32],
    bytes: &'a [u8],
}

impl<'a> Items<'a> {
    /// None when the section is too short for `count` items, or not aligned.
    pub fn new(section: &'a [u8], count: usize) -> Option<Items<'a>> {
        let (starts, bytes) = section.split_at_checked((count + 1) * size_of::<u32>())?;
        Some(Items { starts: bytemuck::try_cast_slice(starts).ok()?, bytes })
    }

    /// Every item lies inside, in order, and nothing is left over.
    pub fn fit(&self) -> bool {
        self.starts.is_sorted() && self.starts[0] == 0 && self.starts[self.starts.len() - 1] as usize == self.bytes.len()
    }

    /// One of those that [`fit`](Items::fit).
    pub fn get(&self, k: usize) -> &'a [u8] {
        &self.bytes[self.starts[k] as usize..self.starts[k + 1] as usize]
    }
}

/// The section of some items, 4 GiB at most.
pub fn section_of<T: AsRef<[u8]>>(items: &[T]) -> Vec<u8> {
    let mut end = 0_u32;
    let mut section = end.to_le_bytes().to_vec();
    for item in items {
        end += item.as_ref().len() as u32;
        section.extend(end.to_le_bytes());
    }
    for item in items {
        section.extend(item.as_ref());
    }
    section
}
