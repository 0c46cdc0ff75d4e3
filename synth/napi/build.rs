//! Tells the linker that Node provides the addon symbols.
fn main() {
    napi_build::setup();
}
